//! The calls on Container Registry instances: endpoints, tags, groups, namespaces and repositories.

use rolewright_mock::emulator::{Emulator, Seed};
use rolewright_mock::{InstanceState, WallClock};
use serde_json::{Value, json};

use crate::client::{Key, NOW, control};

const CR: &str = "2018-12-01";

/// An emulator with a running instance `cri-1` and a pending one `cri-2`, both in cn-hangzhou.
async fn emulator() -> Emulator {
    let seed = Seed {
        resource_groups: ["rg-other".to_owned()].into(),
        ..Seed::default()
    };
    let builder = Emulator::builder().access_key("testid", "testsecret");
    let clock = WallClock::fixed(NOW.parse().unwrap());
    let emulator = builder.clock(clock).seed(seed).start().await.unwrap();
    let state = |id: &str, status: &str| InstanceState {
        id: id.into(),
        status: status.into(),
        ..InstanceState::default()
    };
    let states = vec![state("cri-1", "RUNNING"), state("cri-2", "PENDING")];
    let add = |account: &mut rolewright_mock::Account| {
        account.instances.insert("cn-hangzhou".into(), states);
    };
    emulator.with_account(add).unwrap();
    emulator
}

async fn call(emulator: &Emulator, action: &str, params: &[(&str, &str)]) -> (u16, Value) {
    Key::root().call_of(emulator, (CR, action), params).await
}

/// Makes a call on `cri-1` and returns the response, which is no error.
async fn on(emulator: &Emulator, action: &str, params: &[(&str, &str)]) -> Value {
    let params = [&[("InstanceId", "cri-1")], params].concat();
    let (status, body) = call(emulator, action, &params).await;
    assert_eq!(
        (status, &body["IsSuccess"]),
        (200, &true.into()),
        "{action} {body}"
    );
    assert_eq!(body["Code"], "success");
    body
}

/// Makes a call on `cri-1` that is refused with this status and code.
async fn refused(
    emulator: &Emulator,
    action: &str,
    params: &[(&str, &str)],
    (status, code): (u16, &str),
) {
    let params = [&[("InstanceId", "cri-1")], params].concat();
    let (answered, body) = call(emulator, action, &params).await;
    let found = (answered, &body["Code"], &body["IsSuccess"]);
    assert_eq!(
        found,
        (status, &code.into(), &false.into()),
        "{action} {params:?}"
    );
}

#[tokio::test]
async fn namespaces_and_repositories_are_created_changed_listed_and_deleted() {
    let emulator = emulator().await;
    let named = ("NamespaceName", "team");
    on(
        &emulator,
        "CreateNamespace",
        &[named, ("AutoCreateRepo", "false")],
    )
    .await;
    let space = on(&emulator, "GetNamespace", &[named]).await;
    assert_eq!(
        (&space["AutoCreateRepo"], &space["DefaultRepoType"]),
        (&false.into(), &"PRIVATE".into())
    );
    let by_id = [("NamespaceId", space["NamespaceId"].as_str().unwrap())];
    assert_eq!(
        on(&emulator, "GetNamespace", &by_id).await["NamespaceName"],
        "team"
    );
    on(
        &emulator,
        "UpdateNamespace",
        &[named, ("DefaultRepoType", "PUBLIC")],
    )
    .await;
    let all = on(&emulator, "ListNamespace", &[]).await;
    assert_eq!(
        (&all["TotalCount"], &all["Namespaces"][0]["DefaultRepoType"]),
        (&"1".into(), &"PUBLIC".into())
    );

    let names = [("RepoNamespaceName", "team"), ("RepoName", "app")];
    let create = [&names[..], &[("RepoType", "PRIVATE"), ("Summary", "s")]].concat();
    let made = on(&emulator, "CreateRepository", &create).await;
    let id = [("RepoId", made["RepoId"].as_str().unwrap())];
    let update = [
        &id[..],
        &[("RepoType", "PUBLIC"), ("Summary", "new"), ("Detail", "d")],
    ]
    .concat();
    on(&emulator, "UpdateRepository", &update).await;
    let repository = on(&emulator, "GetRepository", &names).await;
    let same = on(&emulator, "GetRepository", &id).await;
    assert_eq!(repository["RepoId"], same["RepoId"]);
    let shown = ["RepoType", "Summary", "Detail"].map(|name| repository[name].clone());
    assert_eq!(shown, ["PUBLIC", "new", "d"]);
    let usage = on(&emulator, "GetInstanceUsage", &[]).await;
    assert_eq!(
        (&usage["NamespaceUsage"], &usage["RepoUsage"]),
        (&"1".into(), &"1".into())
    );
    let listed = on(&emulator, "ListRepository", &[("RepoStatus", "ALL")]).await;
    assert_eq!(listed["Repositories"][0]["RepoName"], "app");
    assert_eq!(on(&emulator, "ListRepoTag", &id).await["Images"], json!([]));

    refused(
        &emulator,
        "CreateNamespace",
        &[named],
        (200, "NAMESPACE_EXIST"),
    )
    .await;
    refused(&emulator, "CreateRepository", &create, (200, "REPO_EXIST")).await;
    on(&emulator, "DeleteRepository", &id).await;
    refused(&emulator, "GetRepository", &names, (200, "REPO_NOT_EXIST")).await;
    on(&emulator, "DeleteNamespace", &[named]).await;
    refused(
        &emulator,
        "GetNamespace",
        &[named],
        (200, "NAMESPACE_NOT_EXIST"),
    )
    .await;
    refused(
        &emulator,
        "CreateRepository",
        &create,
        (200, "NAMESPACE_NOT_EXIST"),
    )
    .await;
}

#[tokio::test]
async fn an_endpoint_is_enabled_and_its_ranges_are_changed() {
    let emulator = emulator().await;
    let internet = ("EndpointType", "internet");
    let endpoint = on(&emulator, "GetInstanceEndpoint", &[internet]).await;
    assert_eq!(
        (&endpoint["Enable"], &endpoint["AclEntries"][0]["Entry"]),
        (&false.into(), &"127.0.0.1/32".into())
    );
    on(
        &emulator,
        "UpdateInstanceEndpointStatus",
        &[internet, ("Enable", "true")],
    )
    .await;
    let range = ("Entry", "192.0.2.0/24");
    on(
        &emulator,
        "CreateInstanceEndpointAclPolicy",
        &[internet, range, ("Comment", "c")],
    )
    .await;
    on(
        &emulator,
        "DeleteInstanceEndpointAclPolicy",
        &[internet, ("Entry", "127.0.0.1/32")],
    )
    .await;
    let all = on(&emulator, "ListInstanceEndpoint", &[]).await;
    let endpoint = &all["Endpoints"][0];
    assert_eq!(
        (&endpoint["EndpointType"], &endpoint["Enable"]),
        (&"internet".into(), &true.into())
    );
    assert_eq!(
        endpoint["AclEntries"],
        json!([{ "Entry": "192.0.2.0/24", "Comment": "c" }])
    );
    assert_eq!(all["Endpoints"][1]["Enable"], false);
    let bad = (400, "InvalidParameter.Entry");
    for entry in ["192.0.2.0/33", "here", "::1/129", "192.0.2.0/"] {
        let params = [internet, ("Entry", entry)];
        refused(&emulator, "CreateInstanceEndpointAclPolicy", &params, bad).await;
    }
}

#[tokio::test]
async fn tags_and_the_resource_group_of_an_instance_change() {
    let emulator = emulator().await;
    let place = [
        ("RegionId", "cn-hangzhou"),
        ("ResourceType", "Instance"),
        ("ResourceId.1", "cri-1"),
    ];
    let tags = [
        ("Tag.1.Key", "a"),
        ("Tag.1.Value", "1"),
        ("Tag.2.Key", "b"),
        ("Tag.2.Value", "2"),
    ];
    let with = |params: &[(&'static str, &'static str)]| [&place[..], params].concat();
    let (status, body) = call(&emulator, "TagResources", &with(&tags)).await;
    assert_eq!(
        (status, body.as_object().unwrap().len()),
        (200, 1),
        "{body}"
    );
    let listed = |params: Vec<(&'static str, &'static str)>| {
        let emulator = &emulator;
        async move {
            let (_, body) = call(emulator, "ListTagResources", &params).await;
            let tags = body["TagResources"]["TagResource"]
                .as_array()
                .unwrap()
                .clone();
            tags.into_iter()
                .map(|tag| tag["TagKey"].clone())
                .collect::<Vec<_>>()
        }
    };
    assert_eq!(listed(with(&[])).await, ["a", "b"]);
    assert_eq!(listed(with(&[("Tag.1.Key", "b")])).await, ["b"]);
    call(&emulator, "UntagResources", &with(&[("TagKey.1", "a")])).await;
    assert_eq!(listed(with(&[])).await, ["b"]);
    call(&emulator, "UntagResources", &with(&[("All", "true")])).await;
    assert_eq!(listed(with(&[])).await, [json!(null); 0]);
    let (status, body) = call(&emulator, "UntagResources", &with(&[])).await;
    assert_eq!(
        (status, &body["Code"]),
        (400, &"MissingParameter.TagKey".into())
    );
    let many = (0..21).map(|number| json!({ "Key": format!("k{number}") }));
    let many = json!(many.collect::<Vec<_>>()).to_string();
    let params = [&place[..], &[("Tag", many.as_str())]].concat();
    let (status, body) = call(&emulator, "TagResources", &params).await;
    assert_eq!((status, &body["Code"]), (409, &"LimitExceeded.Tag".into()));

    let group = |id, group| {
        [
            ("ResourceId", id),
            ("ResourceRegionId", "cn-hangzhou"),
            ("ResourceGroupId", group),
        ]
    };
    let (status, _) = call(
        &emulator,
        "ChangeResourceGroup",
        &group("cri-1", "rg-other"),
    )
    .await;
    assert_eq!(status, 200);
    let params = [("RegionId", "cn-hangzhou"), ("ResourceGroupId", "rg-other")];
    assert_eq!(
        call(&emulator, "ListInstance", &params).await.1["TotalCount"],
        1
    );
    let (status, body) = call(&emulator, "ChangeResourceGroup", &group("cri-1", "rg-none")).await;
    assert_eq!(
        (status, &body["Code"]),
        (404, &"EntityNotExists.ResourceGroup".into())
    );
    let (_, body) = call(
        &emulator,
        "ChangeResourceGroup",
        &group("cri-9", "rg-other"),
    )
    .await;
    assert_eq!(body["Code"], "INSTANCE_NOT_EXIST");
}

#[tokio::test]
async fn calls_are_refused_for_other_instances_and_malformed_values() {
    let emulator = emulator().await;
    for (id, region, code) in [
        ("cri-9", "cn-hangzhou", "INSTANCE_NOT_EXIST"),
        ("cri-1", "cn-beijing", "INSTANCE_NOT_EXIST"),
        ("cri-2", "cn-hangzhou", "INSTANCE_STATUS_NOT_SUPPORT"),
    ] {
        let params = [("InstanceId", id), ("RegionId", region)];
        for action in [
            "ListNamespace",
            "ListInstanceEndpoint",
            "GetAuthorizationToken",
            "ListRepoSyncRule",
        ] {
            let (status, body) = call(&emulator, action, &params).await;
            assert_eq!(
                (status, &body["Code"]),
                (200, &code.into()),
                "{action} {id}"
            );
        }
    }
    for (action, params, code) in [
        (
            "CreateNamespace",
            &[("NamespaceName", "Team")][..],
            "InvalidParameter.NamespaceName",
        ),
        (
            "CreateNamespace",
            &[("NamespaceName", "t")],
            "InvalidParameter.NamespaceName",
        ),
        (
            "CreateNamespace",
            &[("NamespaceName", "-team")],
            "InvalidParameter.NamespaceName",
        ),
        (
            "CreateNamespace",
            &[("NamespaceName", "team"), ("AutoCreateRepo", "yes")],
            "InvalidParameter.AutoCreateRepo",
        ),
        (
            "CreateNamespace",
            &[("NamespaceName", "team"), ("DefaultRepoConfiguration", "[")],
            "InvalidParameter.DefaultRepoConfiguration",
        ),
        ("GetNamespace", &[], "MissingParameter.NamespaceName"),
        (
            "GetRepository",
            &[("RepoName", "app")],
            "MissingParameter.RepoId",
        ),
        (
            "ListNamespace",
            &[("PageSize", "101")],
            "InvalidParameter.PageSize",
        ),
        ("ListNamespace", &[("PageNo", "first")], "InvalidParameter"),
        (
            "GetInstanceEndpoint",
            &[("EndpointType", "vpc")],
            "InvalidParameter.EndpointType",
        ),
        (
            "GetAuthorizationToken",
            &[("ExpiresInHours", "25")],
            "InvalidParameter.ExpiresInHours",
        ),
        (
            "ResetLoginPassword",
            &[("Password", "short1")],
            "InvalidParameter.Password",
        ),
        (
            "ResetLoginPassword",
            &[("Password", "onlyletters")],
            "InvalidParameter.Password",
        ),
    ] {
        refused(&emulator, action, params, (400, code)).await;
    }
    let (_, log) = control(&emulator, ("GET", "requests"), "").await;
    let is_logged = log.to_string().contains("onlyletters");
    assert!(!is_logged, "passwords are not logged");
}

#[tokio::test]
async fn resource_groups_are_listed_the_default_group_first() {
    let emulator = emulator().await;
    let rm = ("2020-03-31", "ListResourceGroups");
    let (_, body) = Key::root()
        .call_of(&emulator, rm, &[("PageSize", "50")])
        .await;
    let groups = body["ResourceGroups"]["ResourceGroup"].as_array().unwrap();
    let ids: Vec<_> = groups.iter().map(|group| &group["Id"]).collect();
    assert_eq!(
        (ids, &body["TotalCount"]),
        (vec![&json!("rg-default-id"), &json!("rg-other")], &2.into())
    );
    let (status, body) = Key::root()
        .call_of(&emulator, rm, &[("PageSize", "101")])
        .await;
    assert_eq!(
        (status, &body["Code"]),
        (400, &"InvalidParameter.PageSize".into())
    );
}
