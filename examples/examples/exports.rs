//! Exports a set-up for other tools: Terraform, ROS, aliyun CLI and JSON.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use rolewright::export::{Export, ExportFormat};
use rolewright::recipe::container_registry::custom_bucket;
use rolewright::{AccountId, BucketName, Result};

fn main() -> Result<()> {
    let recipe = custom_bucket([BucketName::new("my-images")?])?;
    let account = AccountId::new("1234567890123456")?;
    let export = Export::of(&recipe, &account, false)?;
    let export = export.with_tags(&[("team".to_owned(), "images".to_owned())].into());

    for (format, content) in [
        (ExportFormat::Hcl, "resource \"alicloud_ram_role\""),
        (ExportFormat::Ros, "ALIYUN::RAM::Role"),
        (ExportFormat::Commands, "aliyun ram CreateRole"),
        (ExportFormat::Json, "\"kind\""),
    ] {
        let text = export.render(format);
        println!("{format:?}: {} lines", text.lines().count());
        assert!(text.contains(content), "{text}");
    }
    println!("{}", export.render(ExportFormat::Hcl));
    Ok(())
}
