//! The first page.

use std::sync::Arc;

use rolewright::RamProviderExt;

use super::{ok, problem};
use crate::answer::Answer;
use crate::asked::Asked;
use crate::console::Console;
use crate::page::overview::{Overview, page};

pub(crate) async fn show(console: &Arc<Console>, asked: &Asked) -> Answer {
    let caller = console.cloud.provider.get_caller_identity().await;
    let state = Overview {
        caller: caller.map_err(problem),
        run: console.runs.in_progress().map(|run| run.id.clone()),
    };
    ok(page(&console.view(asked), &state))
}
