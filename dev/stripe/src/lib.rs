//! A fake Stripe.
