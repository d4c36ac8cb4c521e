//! `verify --wait`.

use rolewright::BucketName;
use rolewright::emulator::Emulator;

use crate::{ACCOUNT, Shell};

const KEY: [(&str, &str); 2] = [
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", "test-key"),
    ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "test-secret"),
];

#[test]
fn an_instance_is_checked_until_it_runs_or_the_time_is_over() {
    let server = tokio::runtime::Runtime::new().unwrap();
    let seed = serde_json::json!({ "buckets": { "my-images": {} } });
    let builder = Emulator::builder()
        .access_key("test-key", "test-secret")
        .seed(serde_json::from_value(seed).unwrap());
    let emulator = server.block_on(builder.start()).unwrap();
    let bucket = BucketName::new("my-images").unwrap();
    let made = emulator.create_instance("cn-hangzhou", "images", &bucket);
    let id = made.unwrap().unwrap().id;
    let shell = Shell::new();
    let run = |line: &str| {
        let endpoint = emulator.endpoint();
        let line = format!(
            "{line} --bucket my-images@cn-hangzhou --provider alibaba --endpoint {endpoint}"
        );
        shell.run_with(&KEY, &line)
    };
    let verify = format!("verify --instance {id}");
    // Without the role nothing changes by itself, so that it ends at once.
    let failed = run(&format!("{verify} --wait=1h"));
    assert_eq!(failed.code, 2, "{}{}", failed.out, failed.err);
    let applied = run(&format!("apply --yes --account {ACCOUNT}"));
    assert_eq!(applied.code, 0, "{}{}", applied.out, applied.err);
    let running = run(&format!("{verify} --wait"));
    assert_eq!(running.code, 0, "{}{}", running.out, running.err);

    let stopping = emulator.with_account(|account| {
        for state in account.instances.values_mut().flatten() {
            state.status = "STOPPING".into();
        }
    });
    stopping.unwrap();
    let over = run(&format!("{verify} --wait=1s --trace"));
    assert_eq!(over.code, 2, "{}{}", over.out, over.err);
    let checks = over.err.matches("GetInstance").count();
    assert!(checks >= 2, "{checks}: {}", over.err);

    for (line, reason) in [
        ("verify --wait".to_owned(), "none is set"),
        (format!("{verify} --wait=soon"), "10m"),
    ] {
        let refused = run(&line);
        assert_eq!(refused.code, 64, "{}", refused.err);
        assert!(refused.err.contains(reason), "{}", refused.err);
    }
}
