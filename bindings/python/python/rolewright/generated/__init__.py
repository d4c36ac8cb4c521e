"""Made by `cargo xtask codegen`; change the code it is made from."""
