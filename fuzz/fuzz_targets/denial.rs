#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rolewright_tests::untrusted_input::run("denial", data));
