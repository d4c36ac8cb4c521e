//! The policy's forms: pooled, split over several, older copies of the page, none of our own.

use rolewright::recipe::container_registry::POLICY;

use crate::{ACCOUNT, Shell};

#[test]
fn more_buckets_than_one_document_holds_are_pooled_and_split_when_asked() {
    let shell = Shell::new();
    let names = |count: usize| -> String {
        let names: Vec<_> = (0..count)
            .map(|n| format!("a-rather-long-bucket-name-{n:03}"))
            .collect();
        names.join(",")
    };
    let pooled = shell.run(&format!("policy render --bucket {}", names(40)));
    let document: serde_json::Value = serde_json::from_str(&pooled.out).unwrap();
    assert_eq!(
        document["Statement"][0]["Action"].as_array().unwrap().len(),
        33
    );
    assert_eq!(
        shell
            .run(&format!("apply --yes --bucket {}", names(40)))
            .code,
        0
    );
    let over = shell.run(&format!("apply --yes --bucket {}", names(90)));
    assert_eq!(over.code, 1);
    assert!(over.err.contains("`--split`"), "{}", over.err);
    let split = shell.run(&format!("apply --yes --split --bucket {}", names(90)));
    assert_eq!(split.code, 0, "{}", split.err);
    assert!(
        split.out.contains(&format!("create policy {POLICY}-2")),
        "{}",
        split.out
    );
    assert_eq!(shell.run(&format!("verify --bucket {}", names(90))).code, 0);
    assert_eq!(shell.run(&format!("plan --bucket {}", names(90))).code, 0);
    let rendered = shell
        .run(&format!("policy render --split --bucket {}", names(90)))
        .out;
    assert_eq!(
        serde_json::from_str::<Vec<serde_json::Value>>(&rendered)
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        shell
            .run(&format!("destroy --yes --account {ACCOUNT}"))
            .code,
        0
    );
    shell.meddle(|account| assert!(account.policies.is_empty() && account.roles.is_empty()));
}

#[test]
fn the_default_bucket_gets_its_role_and_system_policy_and_claims_no_more() {
    let shell = Shell::new();
    let apply = shell.run("apply --default-bucket --yes");
    assert_eq!(apply.code, 0, "{}", apply.err);
    assert!(
        apply
            .out
            .contains("create role AliyunContainerRegistryDefaultRole")
    );
    assert!(
        apply.out.contains("not checked  the role has the access"),
        "{}",
        apply.out
    );
    assert_eq!(shell.run("verify --default-bucket").code, 0);
    assert_eq!(
        shell.run("plan --default-bucket --bucket my-images").code,
        64
    );
    let destroy = format!("destroy --default-bucket --yes --account {ACCOUNT}");
    assert_eq!(shell.run(&destroy).code, 0);
    shell.meddle(|account| assert!(account.roles.is_empty()));
}

#[test]
fn an_older_copy_of_the_page_is_followed_with_a_warning_and_judged_as_it_is() {
    let shell = Shell::new();
    for page in ["a", "b", "c"] {
        let line = format!("--bucket my-images --revision {page}");
        let apply = shell.run(&format!("apply {line} --exact=policy --yes"));
        assert_eq!(apply.code, 0, "{page}: {}{}", apply.out, apply.err);
        assert!(
            apply
                .out
                .contains("the requested revision of the policy lacks required actions: "),
            "{}",
            apply.out
        );
        assert_eq!(shell.run(&format!("plan {line} --exact=policy")).code, 0);
        let verify = shell.run(&format!("verify {line}"));
        assert_eq!(verify.code, 2);
        let said = format!("the requested revision {page} of the reference policy");
        assert!(verify.out.contains(&said), "{}", verify.out);
    }
    let upgrade = shell.run("apply --bucket my-images --yes");
    assert_eq!(upgrade.code, 0);
    assert!(
        upgrade
            .out
            .contains("+ allow oss:PutObjectTagging (object operations)")
    );
    assert_eq!(
        shell.json("show")["state"]["policy"]["revision"],
        "revision d of the reference policy"
    );
}
