//! Policy documents: size, grammar, and unchanged content.

use rolewright_core::operation::{
    CreatePolicy, CreatePolicyVersion, CreateRole, PolicyType, UpdateRole,
};
use rolewright_core::{Call, RamProvider, RamProviderExt};

use crate::case::{Limits, cases};
use crate::expect::{Outcome, equal, refuses_call, refuses_each};
use crate::fixture::ops::get_version;
use crate::fixture::{
    DOCUMENT, TRUST, document, document_of, make_policy, make_role, policy, role, user,
};

cases! { document:
    a_document_of_6144_bytes_is_accepted_and_a_longer_one_is_not,
    a_version_document_has_the_same_limit assumed "errors-by-analogy",
    the_size_of_a_document_is_counted_in_bytes assumed "document-length",
    white_space_counts_toward_the_size_of_a_document assumed "whitespace-counts",
    a_trust_policy_over_the_limit_is_refused [trust_bytes: 1_000] assumed "trust-policy-length",
    an_invalid_document_is_malformed,
    an_invalid_document_of_a_version_is_malformed assumed "errors-by-analogy",
    an_invalid_trust_policy_is_malformed,
    an_invalid_trust_policy_of_an_update_is_malformed assumed "malformed-document-status",
    a_statement_without_effect_action_or_resource_is_malformed assumed "document-grammar",
    unknown_keys_in_a_statement_are_accepted assumed "document-grammar",
    a_trust_policy_names_existing_users_and_roles
        needs(Users)
        assumed "trusted-principal-exists",
    documents_come_back_with_the_same_meaning,
    documents_come_back_byte_for_byte assumed "documents-as-sent",
}

fn policy_of(document: &str) -> CreatePolicy {
    CreatePolicy {
        policy_document: document.into(),
        ..policy("images")
    }
}

fn version_of(document: &str) -> CreatePolicyVersion {
    CreatePolicyVersion {
        policy_name: "there".into(),
        policy_document: document.into(),
        ..CreatePolicyVersion::default()
    }
}

fn role_of(trust: &str) -> CreateRole {
    CreateRole {
        assume_role_policy_document: trust.into(),
        ..role("demo")
    }
}

fn update_of(trust: &str) -> UpdateRole {
    UpdateRole {
        role_name: "there".into(),
        new_assume_role_policy_document: Some(trust.into()),
        ..UpdateRole::default()
    }
}

const LONGEST: u32 = Limits::DOCUMENTED.document_bytes;
const TOO_LONG: &str = "InvalidParameter.PolicyDocument.Length";
const MALFORMED: &str = "MalformedPolicyDocument";

/// `InvalidParameter.PolicyDocument.Length`, 400, over 6,144. API page and SDK 1.3.0.
async fn a_document_of_6144_bytes_is_accepted_and_a_longer_one_is_not(
    ram: &dyn RamProvider,
) -> Outcome {
    let longer = policy_of(&document_of(LONGEST + 1));
    refuses_call(ram, Call::of(&longer), 400, TOO_LONG).await?;
    let longest = document_of(LONGEST);
    ram.send(policy_of(&longest)).await?;
    let read = ram
        .get_policy("images")
        .await?
        .default_policy_version
        .policy_document;
    equal("PolicyDocument", &read, &longest)
}

/// The code is on a page of Resource Management.
async fn a_version_document_has_the_same_limit(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "there").await?;
    let longer = version_of(&document_of(LONGEST + 1));
    refuses_call(ram, Call::of(&longer), 400, TOO_LONG).await?;
    ram.send(version_of(&document_of(LONGEST))).await?;
    Ok(())
}

/// One page counts characters, another bytes.
async fn the_size_of_a_document_is_counted_in_bytes(ram: &dyn RamProvider) -> Outcome {
    // One three-byte character over the limit.
    let filler = usize::try_from(LONGEST)
        .unwrap_or(0)
        .saturating_sub(DOCUMENT.len() + 2);
    let longer = document(&format!("镜{}", "x".repeat(filler)));
    refuses_call(ram, Call::of(&policy_of(&longer)), 400, TOO_LONG).await?;
    let longest = document(&format!("镜{}", "x".repeat(filler.saturating_sub(1))));
    ram.send(policy_of(&longest)).await?;
    Ok(())
}

/// No exception for white space is documented.
async fn white_space_counts_toward_the_size_of_a_document(ram: &dyn RamProvider) -> Outcome {
    let longer = document_of(LONGEST) + " ";
    refuses_call(ram, Call::of(&policy_of(&longer)), 400, TOO_LONG).await
}

/// The codes are on the API pages of 2017; the limit is not documented.
async fn a_trust_policy_over_the_limit_is_refused(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "there").await?;
    let trust = |bytes: usize| {
        let filler = "x".repeat(bytes.saturating_sub(TRUST.len()));
        TRUST.replace("cr.aliyuncs", &format!("cr{filler}.aliyuncs"))
    };
    let create = Call::of(&role_of(&trust(1_001)));
    refuses_call(
        ram,
        create,
        400,
        "InvalidParameter.AssumeRolePolicyDocument.Length",
    )
    .await?;
    let update = Call::of(&update_of(&trust(1_001)));
    refuses_call(
        ram,
        update,
        400,
        "InvalidParameter.NewAssumeRolePolicyDocument.Length",
    )
    .await?;
    ram.send(role_of(&trust(1_000))).await?;
    ram.send(update_of(&trust(1_000))).await?;
    Ok(())
}

/// Documents with one error each.
fn malformed(good: &str) -> Vec<String> {
    vec![
        "not JSON".into(),
        "[]".into(),
        "{}".into(),
        good.replace(r#""Version":"1","#, ""),
        good.replace(r#""Version":"1""#, r#""Version":"2012-10-17""#),
        good.replace("Statement", "Statements"),
        r#"{"Version":"1","Statement":[]}"#.into(),
        r#"{"Version":"1","Statement":"Allow"}"#.into(),
        good.trim_end_matches('}').into(),
        good.replace("]}", "],}"),
    ]
}

/// `MalformedPolicyDocument`, 400. API page of `CreatePolicy`; the grammar is that of the page on
/// policy syntax: JSON with `Version` `1` and a list of one or more statements.
async fn an_invalid_document_is_malformed(ram: &dyn RamProvider) -> Outcome {
    let calls = malformed(DOCUMENT)
        .into_iter()
        .map(|text| Call::of(&policy_of(&text)));
    refuses_each(ram, calls, 400, MALFORMED).await
}

/// The page of `CreatePolicyVersion` does not name the code.
async fn an_invalid_document_of_a_version_is_malformed(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "there").await?;
    let calls = malformed(DOCUMENT)
        .into_iter()
        .map(|text| Call::of(&version_of(&text)));
    refuses_each(ram, calls, 400, MALFORMED).await
}

/// `MalformedPolicyDocument`, 400. API page of `CreateRole`.
async fn an_invalid_trust_policy_is_malformed(ram: &dyn RamProvider) -> Outcome {
    let calls = malformed(TRUST)
        .into_iter()
        .map(|text| Call::of(&role_of(&text)));
    refuses_each(ram, calls, 400, MALFORMED).await
}

/// 400 on RAM's error page, 409 on a page of Resource Management.
async fn an_invalid_trust_policy_of_an_update_is_malformed(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "there").await?;
    let calls = malformed(TRUST)
        .into_iter()
        .map(|text| Call::of(&update_of(&text)));
    refuses_each(ram, calls, 400, MALFORMED).await
}

/// The page on policy syntax requires all three, and the trust policy page a principal; what the
/// service checks is not documented.
async fn a_statement_without_effect_action_or_resource_is_malformed(
    ram: &dyn RamProvider,
) -> Outcome {
    let lacking = |good: &str, part: &str| {
        good.replace(&format!(r#""{part}":"#), &format!(r#""No{part}Here":"#))
    };
    let policies = ["Effect", "Action", "Resource"].map(|part| lacking(DOCUMENT, part));
    let wrong = DOCUMENT.replace("Allow", "Maybe");
    let policies = policies.iter().chain([&wrong]);
    let calls: Vec<_> = policies.map(|text| Call::of(&policy_of(text))).collect();
    refuses_each(ram, calls, 400, MALFORMED).await?;
    let parts = ["Effect", "Action", "Principal"];
    let calls = parts.map(|part| Call::of(&role_of(&lacking(TRUST, part))));
    refuses_each(ram, calls, 400, MALFORMED).await
}

/// Live accounts have policies with `Sid`.
async fn unknown_keys_in_a_statement_are_accepted(ram: &dyn RamProvider) -> Outcome {
    let text = DOCUMENT.replace(r#"{"Effect""#, r#"{"Sid":"images","Effect""#);
    ram.send(policy_of(&text)).await?;
    Ok(())
}

/// The trust policy page says that they must exist; the code is not documented.
async fn a_trust_policy_names_existing_users_and_roles(ram: &dyn RamProvider) -> Outcome {
    let account = ram.get_caller_identity().await?.account_id;
    let trust_in = |principal: &str| {
        let named = format!(r#"{{"RAM":["acs:ram::{account}:{principal}"]}}"#);
        TRUST.replace(r#"{"Service":["cr.aliyuncs.com"]}"#, &named)
    };
    let gone = ["user/gone", "role/gone"];
    let calls = gone.map(|gone| Call::of(&role_of(&trust_in(gone))));
    refuses_each(ram, calls, 400, MALFORMED).await?;
    ram.send(user("there")).await?;
    make_role(ram, "there").await?;
    for (name, principal) in [("a", "root"), ("b", "user/there"), ("c", "role/there")] {
        let trust = trust_in(principal);
        ram.send(CreateRole {
            assume_role_policy_document: trust,
            ..role(name)
        })
        .await?;
    }
    Ok(())
}

/// A document and a trust policy that need escaping in every encoding.
fn difficult() -> [String; 2] {
    let text = r"-镜像\u00e9 é 🦀 a+b%20&c=d/e?f\\g\t";
    let trust = r#","Condition":{"StringEquals":{"sts:ExternalId":["é 🦀 +%&="]}}}]}"#;
    let pretty = document(text).replace(',', ",\r\n\t ");
    [pretty, TRUST.replace("}]}", trust)]
}

/// The service may change white space, but not the meaning of a document.
async fn documents_come_back_with_the_same_meaning(ram: &dyn RamProvider) -> Outcome {
    let meaning = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    for (sent, read) in sent_and_read(ram).await? {
        equal("the meaning", &meaning(&read), &meaning(&sent))?;
    }
    Ok(())
}

/// Sample responses keep the sender's white space.
async fn documents_come_back_byte_for_byte(ram: &dyn RamProvider) -> Outcome {
    for (sent, read) in sent_and_read(ram).await? {
        equal("the document", &read, &sent)?;
    }
    Ok(())
}

/// Documents as sent and as read, for every operation that returns them.
async fn sent_and_read(ram: &dyn RamProvider) -> Outcome<Vec<(String, String)>> {
    make_policy(ram, "there").await?;
    make_role(ram, "there").await?;
    let [document, trust] = difficult();
    ram.send(policy_of(&document)).await?;
    let answered = ram
        .send(version_of(&document))
        .await?
        .policy_version
        .policy_document;
    let updated = ram
        .send(update_of(&trust))
        .await?
        .role
        .assume_role_policy_document;
    let created = ram
        .send(role_of(&trust))
        .await?
        .role
        .assume_role_policy_document;
    let version = get_version(PolicyType::Custom, "there", "v2");
    let policy = ram
        .get_policy("images")
        .await?
        .default_policy_version
        .policy_document;
    let version = ram.send(version).await?.policy_version.policy_document;
    let role = ram.get_role("there").await?.assume_role_policy_document;
    let documents = [answered, policy, version].map(|read| (document.clone(), read));
    let trusts = [updated, created, role].map(|read| (trust.clone(), read));
    Ok(documents.into_iter().chain(trusts).collect())
}
