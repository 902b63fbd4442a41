//! The sandbox, asked as its users ask it.

#[path = "../support/mod.rs"]
mod support;
