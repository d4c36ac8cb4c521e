//! Resource Directory.

use rolewright_mock::emulator::Emulator;
use serde_json::{Value, json};

use crate::accounts::{MANAGER, ONE, TWO, builder, with_user};
use crate::client::{Client, client};

fn seed() -> Value {
    let mut seed = with_user("alice", Some("AdministratorAccess"));
    let more = with_user("bob", None);
    for list in ["calls", "keys"] {
        let more = more[list].as_array().unwrap().clone();
        seed[list].as_array_mut().unwrap().extend(more);
    }
    let mut first = with_user("carol", Some("AdministratorAccess"));
    first["name"] = "first@example.com".into();
    first["display_name"] = "First".into();
    first["folder"] = "Production/EU".into();
    first["tags"] = json!({ "team": "red", "stage": "production" });
    let second = json!({
        "folder": "Production", "tags": { "team": "blue" }, "status": "PromoteVerifying",
        "deletion_status": "Deleting", "invited": true,
    });
    seed["folders"] = json!(["Sandbox"]);
    seed["accounts"] = json!([first, second]);
    seed
}

async fn started(accounts: usize) -> Emulator {
    builder(&seed()).accounts(accounts).start().await.unwrap()
}

fn ask(action: &'static str, params: &[(&'static str, &str)], version: &'static str) -> Client {
    // A nonce of its own for each request.
    let nonce = Box::leak(format!("{action}{params:?}{version}").into_boxed_str());
    Client {
        version,
        nonce,
        ..client(action, params)
    }
}

async fn get(emulator: &Emulator, action: &'static str, params: &[(&'static str, &str)]) -> Value {
    let (status, body) = ask(action, params, "2022-04-19").send(emulator).await;
    assert_eq!(status, 200, "{body}");
    body
}

fn ids(body: &Value) -> Vec<&str> {
    let accounts = body["Accounts"]["Account"].as_array().unwrap();
    accounts
        .iter()
        .map(|account| account["AccountId"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn the_directory_has_its_members_with_folder_status_and_tags() {
    let emulator = started(1).await;
    let directory = get(&emulator, "GetResourceDirectory", &[]).await;
    let directory = &directory["ResourceDirectory"];
    assert_eq!(directory["MasterAccountId"], MANAGER);
    let root = directory["RootFolderId"].as_str().unwrap();
    let listed = get(&emulator, "ListAccounts", &[("IncludeTags", "true")]).await;
    assert_eq!(ids(&listed), [ONE, TWO]);
    assert_eq!(
        (&listed["TotalCount"], &listed["PageNumber"]),
        (&json!(2), &json!(1))
    );
    let [first, second] = [0, 1].map(|index| &listed["Accounts"]["Account"][index]);
    assert_eq!(first["AccountName"], "first@example.com");
    assert_eq!(first["DisplayName"], "First");
    assert_eq!(first["Status"], "CreateSuccess");
    assert_eq!(first["Type"], "ResourceAccount");
    let path = format!("rd-000001/{root}/fd-0000000002/fd-0000000003/{ONE}");
    assert_eq!(first["ResourceDirectoryPath"], path);
    let tags = json!({ "Tag": [
        { "Key": "stage", "Value": "production" }, { "Key": "team", "Value": "red" },
    ] });
    assert_eq!(first["Tags"], tags);
    assert_eq!(second["Status"], "PromoteVerifying");
    assert_eq!(second["DeletionStatus"], "Deleting");
    assert_eq!(
        (&second["JoinMethod"], &second["Type"]),
        (&json!("invited"), &json!("CloudAccount"))
    );
    let without = get(&emulator, "ListAccounts", &[]).await;
    assert!(without["Accounts"]["Account"][0].get("Tags").is_none());
    let one = [("AccountId", ONE), ("IncludeTags", "true")];
    let one = get(&emulator, "GetAccount", &one).await;
    assert_eq!(one["Account"]["DisplayName"], "First");
    assert_eq!(
        one["Account"]["Tags"][1],
        json!({ "Key": "team", "Value": "red" }),
        "a plain list"
    );
    let older = ask("GetAccount", &[("AccountId", TWO)], "2020-03-31");
    assert_eq!(older.send(&emulator).await.1["Account"]["AccountId"], TWO);
}

#[tokio::test]
async fn folders_are_listed_with_their_accounts_and_ancestors() {
    let emulator = started(3).await;
    let folders = get(&emulator, "ListFoldersForParent", &[]).await;
    let folders = folders["Folders"]["Folder"].as_array().unwrap();
    let names: Vec<_> = folders.iter().map(|folder| &folder["FolderName"]).collect();
    assert_eq!(names, ["Sandbox", "Production"]);
    let production = folders[1]["FolderId"].as_str().unwrap();
    let below = [("ParentFolderId", production)];
    let inner = get(&emulator, "ListFoldersForParent", &below).await;
    let inner = inner["Folders"]["Folder"][0]["FolderId"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        ids(&get(&emulator, "ListAccountsForParent", &below).await),
        [TWO]
    );
    let inside = [("ParentFolderId", inner.as_str())];
    let listed = get(&emulator, "ListAccountsForParent", &inside).await;
    assert_eq!(ids(&listed), [ONE]);
    assert!(
        listed["Accounts"]["Account"][0]
            .get("ResourceDirectoryPath")
            .is_none()
    );
    let ancestors = get(&emulator, "ListAncestors", &[("ChildId", &inner)]).await;
    let ancestors = ancestors["Folders"]["Folder"].as_array().unwrap();
    let names: Vec<_> = ancestors
        .iter()
        .map(|folder| &folder["FolderName"])
        .collect();
    assert_eq!(names, ["root", "Production"]);
}

#[tokio::test]
async fn accounts_are_listed_in_pages_and_filtered() {
    let emulator = started(26).await;
    let page = [("PageNumber", "3"), ("PageSize", "10")];
    let page = get(&emulator, "ListAccounts", &page).await;
    assert_eq!((ids(&page).len(), &page["TotalCount"]), (5, &json!(25)));
    let beyond = get(&emulator, "ListAccounts", &[("PageNumber", "9")]).await;
    assert!(ids(&beyond).is_empty());
    let mut token = String::new();
    let mut seen = Vec::new();
    loop {
        let params = [
            ("MaxResults", "10"),
            ("NextToken", token.as_str()),
            ("PageNumber", "2"),
        ];
        let page = get(&emulator, "ListAccounts", &params).await;
        seen.extend(ids(&page).into_iter().map(str::to_owned));
        token = page["NextToken"].as_str().unwrap().to_owned();
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(seen.len(), 25);
    assert_eq!(seen, &emulator.account_ids()[1..]);
    let by_tag = [("Tag.1.Key", "team"), ("Tag.1.Value", "red")];
    assert_eq!(ids(&get(&emulator, "ListAccounts", &by_tag).await), [ONE]);
    let by_key = get(&emulator, "ListAccounts", &[("Tag.1.Key", "team")]).await;
    assert_eq!(ids(&by_key), [ONE, TWO]);
    let both = [("Tag.1.Key", "team"), ("Tag.2.Key", "stage")];
    assert_eq!(ids(&get(&emulator, "ListAccounts", &both).await), [ONE]);
    let by_name = get(&emulator, "ListAccounts", &[("QueryKeyword", "Fir")]).await;
    assert_eq!(ids(&by_name), [ONE]);
}

#[tokio::test]
async fn odd_requests_to_the_directory_are_refused() {
    let emulator = started(1).await;
    for (action, params, refused) in [
        ("GetAccount", vec![], (400, "MissingParameter.AccountId")),
        (
            "GetAccount",
            vec![("AccountId", "me")],
            (400, "InvalidParameter.AccountId"),
        ),
        (
            "GetAccount",
            vec![("AccountId", "42")],
            (404, "EntityNotExists.Account"),
        ),
        (
            "GetAccount",
            vec![("AccountId", MANAGER)],
            (404, "EntityNotExists.Account"),
        ),
        ("ListAncestors", vec![], (400, "MissingParameter.ChildId")),
        (
            "ListAncestors",
            vec![("ChildId", "x")],
            (400, "InvalidParameter.ChildId"),
        ),
        (
            "ListFoldersForParent",
            vec![("ParentFolderId", "fd-1")],
            (400, "InvalidParameter.ParentFolderId"),
        ),
        (
            "ListAccountsForParent",
            vec![("ParentFolderId", "fd-0000000099")],
            (404, "EntityNotExists.Folder"),
        ),
        (
            "ListAccounts",
            vec![("PageSize", "101")],
            (400, "InvalidParameter.PageSize"),
        ),
        (
            "ListAccounts",
            vec![("PageNumber", "0")],
            (400, "InvalidParameter.PageNumber"),
        ),
        (
            "ListAccounts",
            vec![("MaxResults", "x")],
            (400, "InvalidParameter.MaxResults"),
        ),
        (
            "ListAccounts",
            vec![("NextToken", "x")],
            (400, "InvalidParameter.NextToken"),
        ),
        (
            "ListAccounts",
            vec![("IncludeTags", "x")],
            (400, "InvalidParameter.IncludeTags"),
        ),
        (
            "ListAccounts",
            vec![("Tag", "x")],
            (400, "InvalidParameter.Tag"),
        ),
        ("CreateFolder", vec![], (404, "InvalidAction.NotFound")),
    ] {
        let asked = ask(action, &params, "2022-04-19");
        asked.refused(&emulator, refused.0, refused.1).await;
    }
    let wrong = ask("ListAccounts", &[], "2015-05-01");
    wrong
        .refused(&emulator, 404, "InvalidAction.NotFound")
        .await;
    for (path, named) in [("A//B", "A//B"), ("a/b/c/d/e/f", "a/b/c/d/e/f"), ("", "``")] {
        let seed = json!({ "accounts": [{ "folder": path }] });
        let error = builder(&seed).start().await.unwrap_err().to_string();
        assert!(error.contains(named) && error.contains("folder"), "{error}");
    }
}

#[tokio::test]
async fn only_the_management_account_lists_its_members() {
    let emulator = started(1).await;
    let by = |action, key: &'static str| Client {
        key: (key, "secret"),
        ..ask(
            action,
            &[(
                "IncludeTags",
                if key == "bob-key" { "true" } else { "false" },
            )],
            "2022-04-19",
        )
    };
    let listed = by("ListAccounts", "carol-key");
    listed
        .refused(&emulator, 404, "EntityNotExists.ResourceDirectory")
        .await;
    let (status, directory) = by("GetResourceDirectory", "carol-key")
        .send(&emulator)
        .await;
    assert_eq!(
        (status, &directory["ResourceDirectory"]["MasterAccountId"]),
        (200, &json!(MANAGER))
    );

    let alone = builder(&json!({})).start().await.unwrap();
    let asked = ask("GetResourceDirectory", &[], "2022-04-19");
    asked
        .refused(&alone, 404, "ResourceDirectoryNotInUse")
        .await;
    let asked = ask("ListAccounts", &[], "2022-04-19");
    asked
        .refused(&alone, 404, "EntityNotExists.ResourceDirectory")
        .await;

    let enforced = builder(&seed()).enforce(true).start().await.unwrap();
    let refused = by("ListAccounts", "bob-key")
        .refused(&enforced, 403, "NoPermission")
        .await;
    assert_eq!(
        refused["AccessDeniedDetail"]["AuthAction"],
        "resourcemanager:ListAccounts"
    );
    let (status, listed) = by("ListAccounts", "alice-key").send(&enforced).await;
    assert_eq!(status, 200, "{listed}");
}
