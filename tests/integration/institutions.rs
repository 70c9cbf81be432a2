//! Institutions: their admins buy a number of sessions for all, by an invoice.

mod buying;
mod buys;
mod customers;
mod facts;
mod invoiced;
mod unheard;
