//! In progress.

fn main() {}
