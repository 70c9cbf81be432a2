//! What only a running stack can show: the rights that are used, the lines that are written.
