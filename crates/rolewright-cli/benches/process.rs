//! What one `apply --provider memory` costs as a whole process.

fn main() {}
