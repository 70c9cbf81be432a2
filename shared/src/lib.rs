//! Tallystick.
