#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rolewright_tests::hostile::run("oss_xml", data));
