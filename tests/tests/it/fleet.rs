//! Runs over accounts that a test opens by itself.

use std::collections::BTreeMap;
use std::future::pending;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt;
use rolewright::fleet::{
    self, AccountReport, AccountVerdict, FleetOptions, FleetReport, Inventory, OpenAccount, Target,
};
use rolewright::recipe::library::{self, Entry};
use rolewright::setup::{Goal, ReportKind};
use rolewright::{Cloud, Error, ErrorKind, MemoryProvider, Result};

/// How an account behaves.
#[derive(Clone, Copy, Debug)]
enum Behaviour {
    Good,
    /// The provider of another account.
    Wrong,
    /// Its role can't be assumed.
    Refused,
    /// Never opens.
    Silent,
}

/// Accounts in memory, by id.
#[derive(Debug)]
struct Accounts {
    behaviours: BTreeMap<String, Behaviour>,
    opened: BTreeMap<String, MemoryProvider>,
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Accounts {
    fn of(behaviours: &[Behaviour]) -> (Self, Vec<Target>) {
        let id = |number: usize| format!("{}", 2_000_000 + number);
        let behaviours: BTreeMap<_, _> = (0..).map(id).zip(behaviours.iter().copied()).collect();
        let provider = |(id, behaviour): (&String, &Behaviour)| {
            let own = match behaviour {
                Behaviour::Wrong => "999",
                _ => id.as_str(),
            };
            let provider = MemoryProvider::builder()
                .account_id(&own.parse().unwrap())
                .build();
            (id.clone(), provider)
        };
        let opened = behaviours.iter().map(provider).collect();
        let tables: String = behaviours
            .keys()
            .map(|id| format!("[[account]]\nid = \"{id}\"\n"))
            .collect();
        let inventory = Inventory::parse(&format!(
            "[parameters]\nbucket = \"b-{{account}}\"\n{tables}"
        ));
        let accounts = Self {
            behaviours,
            opened,
            now: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
        };
        (accounts, inventory.unwrap().targets())
    }
}

#[async_trait]
impl OpenAccount for Accounts {
    async fn open(&self, target: &Target, policy: &str) -> Result<Cloud> {
        assert!(policy.len() <= 2048, "{policy}");
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        tokio::task::yield_now().await;
        self.now.fetch_sub(1, Ordering::SeqCst);
        match self.behaviours[target.account.as_str()] {
            Behaviour::Silent => pending().await,
            Behaviour::Refused => Err(Error::new(
                ErrorKind::PermissionDenied,
                "the role does not trust the caller",
            )),
            Behaviour::Good | Behaviour::Wrong => {
                Ok(self.opened[target.account.as_str()].clone().into())
            }
        }
    }
}

fn recipe() -> &'static Entry {
    library::builtin(library::CUSTOM_BUCKET).unwrap()
}

async fn run(
    accounts: &Accounts,
    targets: Vec<Target>,
    goal: Goal,
    options: FleetOptions,
) -> Vec<AccountReport> {
    let options = FleetOptions {
        sts_rate: None,
        ..options
    };
    let ended = fleet::run(recipe(), targets, goal, accounts, options);
    StreamExt::collect(ended.map(|(_, report)| report)).await
}

fn verdicts(reports: &[AccountReport]) -> BTreeMap<&str, AccountVerdict> {
    reports
        .iter()
        .map(|report| (report.account.as_str(), report.verdict()))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn each_account_ends_for_itself() {
    use Behaviour::{Good, Refused, Silent, Wrong};
    let (accounts, targets) = Accounts::of(&[Good, Wrong, Refused, Silent, Good]);
    let reports = run(&accounts, targets, Goal::Apply, FleetOptions::default()).await;
    let verdicts = verdicts(&reports);
    use AccountVerdict::{NotJudged, Passed};
    assert_eq!(
        verdicts.into_values().collect::<Vec<_>>(),
        [Passed, NotJudged, NotJudged, NotJudged, Passed]
    );
    let kinds: BTreeMap<_, _> = reports
        .iter()
        .map(|report| {
            let of_role = report.roles.first().and_then(|role| role.error.as_ref());
            let problem = report.error.as_ref().or(of_role);
            (report.account.as_str(), problem.map(|problem| problem.kind))
        })
        .collect();
    assert_eq!(
        kinds["2000001"],
        Some(ErrorKind::CredentialInvalid),
        "another account is not touched"
    );
    assert_eq!(kinds["2000003"], Some(ErrorKind::Timeout));
    assert!(accounts.opened["2000001"].account().roles.is_empty());
}

#[tokio::test]
async fn no_more_accounts_are_open_at_once_than_allowed() {
    let (accounts, targets) = Accounts::of(&[Behaviour::Good; 40]);
    let options = FleetOptions {
        concurrency: NonZeroUsize::new(7).unwrap(),
        ..FleetOptions::default()
    };
    let reports = run(&accounts, targets, Goal::VERIFY, options).await;
    assert_eq!(reports.len(), 40);
    assert_eq!(accounts.most.load(Ordering::SeqCst), 7);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_started_after_the_deadline_a_stop_or_too_many_failures() {
    let (accounts, targets) = Accounts::of(&[Behaviour::Silent; 5]);
    let one = NonZeroUsize::MIN;
    let late = FleetOptions {
        concurrency: one,
        account_deadline: Duration::from_secs(5),
        deadline: Some(Duration::ZERO),
        ..FleetOptions::default()
    };
    assert!(
        run(&accounts, targets.clone(), Goal::VERIFY, late)
            .await
            .is_empty()
    );
    let stopped = FleetOptions::default();
    stopped.cancellation.cancel();
    assert!(
        run(&accounts, targets.clone(), Goal::VERIFY, stopped)
            .await
            .is_empty()
    );
    let careful = FleetOptions {
        concurrency: one,
        max_failures: Some(NonZeroUsize::new(2).unwrap()),
        ..FleetOptions::default()
    };
    assert_eq!(
        run(&accounts, targets, Goal::VERIFY, careful).await.len(),
        2
    );
}

#[tokio::test]
async fn accounts_in_progress_at_the_deadline_are_cancelled_and_not_judged_late() {
    let (accounts, targets) = Accounts::of(&[Behaviour::Silent; 2]);
    let options = FleetOptions {
        deadline: Some(Duration::from_millis(20)),
        ..FleetOptions::default()
    };
    let reports = run(&accounts, targets, Goal::VERIFY, options).await;
    let kinds: Vec<_> = reports
        .iter()
        .map(|report| report.error.as_ref().map(|error| error.kind))
        .collect();
    assert_eq!(kinds, [Some(ErrorKind::Cancelled); 2]);
}

#[tokio::test]
async fn the_report_counts_each_account_once_and_never_passes_on_nothing() {
    use Behaviour::{Good, Refused};
    let (accounts, targets) = Accounts::of(&[Good, Refused, Good, Refused]);
    let reports = run(
        &accounts,
        targets.clone(),
        Goal::VERIFY,
        FleetOptions::default(),
    )
    .await;
    let rows = reports.iter().zip(&targets).map(|(report, _)| {
        let target = targets
            .iter()
            .find(|target| target.account == report.account)
            .unwrap();
        report.row(target)
    });
    let report = FleetReport::new(ReportKind::Verify, true, rows.collect());
    assert_eq!(
        (report.passed, report.negative, report.not_judged),
        (0, 2, 2)
    );
    let groups: Vec<_> = report
        .causes
        .iter()
        .map(|group| (group.id.as_str(), group.accounts.len()))
        .collect();
    assert_eq!(groups, [("permission_denied", 2), ("role_missing", 2)]);
    assert!(!report.has_passed());
    assert!(!FleetReport::new(ReportKind::Verify, true, Vec::new()).has_passed());
}
