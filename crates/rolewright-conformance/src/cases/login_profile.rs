//! Console logins of users.

use rolewright_core::operation::{
    CreateLoginProfile, DeleteLoginProfile, GetLoginProfile, UpdateLoginProfile,
};
use rolewright_core::provider::Secret;
use rolewright_core::{RamProvider, RamProviderExt};

use crate::case::cases;
use crate::expect::{Outcome, equal, refuses};
use crate::fixture::ops::delete_user;
use crate::fixture::user;

cases! { login_profile:
    a_login_is_created_read_updated_and_deleted needs(Users, LoginProfiles),
    a_missing_login_is_not_found needs(Users, LoginProfiles),
    a_password_that_is_too_weak_is_refused needs(Users, LoginProfiles),
}

fn login() -> CreateLoginProfile {
    CreateLoginProfile {
        user_name: "demo".into(),
        password: Secret::new("Long-Enough-7%-For-Any-Policy"),
        ..CreateLoginProfile::default()
    }
}

fn get() -> GetLoginProfile {
    let user_name = "demo".into();
    GetLoginProfile {
        user_name,
        ..Default::default()
    }
}

fn delete() -> DeleteLoginProfile {
    let user_name = "demo".into();
    DeleteLoginProfile {
        user_name,
        ..Default::default()
    }
}

/// RAM error page. A user with a login is not deleted.
async fn a_login_is_created_read_updated_and_deleted(ram: &dyn RamProvider) -> Outcome {
    ram.send(user("demo")).await?;
    let made = ram.send(login()).await?.login_profile;
    equal("UserName", &made.user_name, "demo")?;
    let read = ram.send(get()).await?.login_profile;
    equal("CreateDate", &read.create_date, &made.create_date)?;
    refuses(ram, login(), 409, "EntityAlreadyExists.User.LoginProfile").await?;
    let update = UpdateLoginProfile {
        user_name: "demo".into(),
        password_reset_required: Some(true),
        ..UpdateLoginProfile::default()
    };
    ram.send(update).await?;
    let read = ram.send(get()).await?.login_profile;
    let reset = &read.password_reset_required;
    equal("PasswordResetRequired", reset, &Some(true))?;
    let conflict = "DeleteConflict.User.LoginProfile";
    refuses(ram, delete_user("demo"), 409, conflict).await?;
    ram.send(delete()).await?;
    Ok(())
}

/// RAM error page.
async fn a_missing_login_is_not_found(ram: &dyn RamProvider) -> Outcome {
    refuses(ram, get(), 404, "EntityNotExist.User").await?;
    ram.send(user("demo")).await?;
    let code = "EntityNotExist.User.LoginProfile";
    refuses(ram, get(), 404, code).await?;
    refuses(ram, delete(), 404, code).await
}

/// RAM error page; no policy allows fewer than 8 characters.
async fn a_password_that_is_too_weak_is_refused(ram: &dyn RamProvider) -> Outcome {
    ram.send(user("demo")).await?;
    let weak = CreateLoginProfile {
        password: Secret::new("weak"),
        ..login()
    };
    refuses(ram, weak, 400, "InvalidParameter.Password.TooWeak").await
}
