//! Console logins of users. Codes are from the error page of RAM.

use rolewright_core::operation::{
    CreateLoginProfile, CreateLoginProfileOutput, DeleteLoginProfile, Done, GetLoginProfile,
    GetLoginProfileOutput, LoginProfile, UpdateLoginProfile,
};

use super::user;
use crate::account::{Account, LoginState, Moment, PasswordPolicyState, UserState};
use crate::error::{Answer, refuse};

fn wire(user: &str, login: &LoginState) -> LoginProfile {
    LoginProfile {
        user_name: user.into(),
        password_reset_required: Some(login.reset_required),
        mfa_bind_required: Some(login.mfa_required),
        create_date: login.created.clone(),
        ..Default::default()
    }
}

/// Refuses a password that does not comply with the account's policy.
fn check_password(policy: &PasswordPolicyState, password: &str) -> Answer<()> {
    let any = |kind: fn(&char) -> bool| password.chars().any(|char| kind(&char));
    let long = u32::try_from(password.chars().count()).is_ok_and(|n| n >= policy.minimum_length);
    let complies = long
        && (!policy.lowercase || any(char::is_ascii_lowercase))
        && (!policy.uppercase || any(char::is_ascii_uppercase))
        && (!policy.numbers || any(char::is_ascii_digit))
        && (!policy.symbols || any(|char| !char.is_ascii_alphanumeric()));
    if complies {
        Ok(())
    } else {
        Err(refuse("InvalidParameter.Password.TooWeak"))
    }
}

fn user_mut<'a>(account: &'a mut Account, name: &str) -> Answer<&'a mut UserState> {
    user::find(account, name)?;
    let user = account.users.get_mut(name);
    user.ok_or_else(|| refuse("EntityNotExist.User"))
}

fn login<'a>(account: &'a Account, name: &str) -> Answer<&'a LoginState> {
    let login = user::find(account, name)?.login.as_ref();
    login.ok_or_else(|| refuse("EntityNotExist.User.LoginProfile"))
}

pub(crate) fn create(
    account: &mut Account,
    moment: &Moment,
    op: &CreateLoginProfile,
) -> Answer<CreateLoginProfileOutput> {
    let policy = account.settings.password_policy.clone();
    let user = user_mut(account, &op.user_name)?;
    check_password(&policy, op.password.expose())?;
    if user.login.is_some() {
        return Err(refuse("EntityAlreadyExists.User.LoginProfile"));
    }
    let login = user.login.insert(LoginState {
        created: moment.date(),
        reset_required: op.password_reset_required.unwrap_or_default(),
        mfa_required: op.mfa_bind_required.unwrap_or_default(),
        ..LoginState::default()
    });
    let login_profile = wire(&op.user_name, login);
    Ok(CreateLoginProfileOutput {
        login_profile,
        ..Default::default()
    })
}

pub(crate) fn get(
    account: &mut Account,
    _: &Moment,
    op: &GetLoginProfile,
) -> Answer<GetLoginProfileOutput> {
    let login_profile = wire(&op.user_name, login(account, &op.user_name)?);
    Ok(GetLoginProfileOutput {
        login_profile,
        ..Default::default()
    })
}

pub(crate) fn update(account: &mut Account, _: &Moment, op: &UpdateLoginProfile) -> Answer<Done> {
    login(account, &op.user_name)?;
    if let Some(password) = &op.password {
        check_password(&account.settings.password_policy, password.expose())?;
    }
    if let Some(login) = &mut user_mut(account, &op.user_name)?.login {
        login.reset_required = op.password_reset_required.unwrap_or(login.reset_required);
        login.mfa_required = op.mfa_bind_required.unwrap_or(login.mfa_required);
    }
    Ok(Done::default())
}

pub(crate) fn delete(account: &mut Account, _: &Moment, op: &DeleteLoginProfile) -> Answer<Done> {
    login(account, &op.user_name)?;
    user_mut(account, &op.user_name)?.login = None;
    Ok(Done::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Lab;
    use rolewright_core::operation::{DeleteUser, SetPasswordPolicy};
    use rolewright_core::provider::Secret;

    fn new(password: &str) -> CreateLoginProfile {
        CreateLoginProfile {
            user_name: "alice".into(),
            password: Secret::new(password),
            ..CreateLoginProfile::default()
        }
    }

    fn get_login() -> GetLoginProfile {
        GetLoginProfile {
            user_name: "alice".into(),
            ..Default::default()
        }
    }

    #[test]
    fn a_login_is_created_read_updated_and_deleted() {
        let mut lab = Lab::default().with_user("alice");
        let absent = "404 EntityNotExist.User.LoginProfile";
        let delete = DeleteLoginProfile {
            user_name: "alice".into(),
            ..Default::default()
        };
        assert_eq!(lab.refusal(get_login()), absent);
        assert_eq!(lab.refusal(delete.clone()), absent);
        let made = lab.ok(new("long-enough")).login_profile;
        assert_eq!(lab.ok(get_login()).login_profile, made);
        assert_eq!(
            lab.refusal(new("long-enough")),
            "409 EntityAlreadyExists.User.LoginProfile"
        );
        let update = UpdateLoginProfile {
            user_name: "alice".into(),
            password_reset_required: Some(true),
            ..UpdateLoginProfile::default()
        };
        lab.ok(update.clone());
        let read = lab.ok(get_login()).login_profile;
        assert_eq!(read.password_reset_required, Some(true));
        assert_eq!(read.mfa_bind_required, Some(false));
        let gone = DeleteUser {
            user_name: "alice".into(),
            ..Default::default()
        };
        assert_eq!(
            lab.refusal(gone.clone()),
            "409 DeleteConflict.User.LoginProfile"
        );
        lab.ok(delete);
        lab.ok(gone);
        assert_eq!(lab.refusal(update), "404 EntityNotExist.User");
    }

    #[test]
    fn a_password_must_comply_with_the_policy() {
        let mut lab = Lab::default().with_user("alice");
        let weak = "400 InvalidParameter.Password.TooWeak";
        assert_eq!(lab.refusal(new("short")), weak);
        lab.ok(SetPasswordPolicy {
            minimum_password_length: Some(9),
            require_lowercase_characters: Some(true),
            require_uppercase_characters: Some(true),
            require_numbers: Some(true),
            require_symbols: Some(true),
            ..SetPasswordPolicy::default()
        });
        for password in [
            "aB1!aB1!",
            "AB1!AB1!x".to_uppercase().as_str(),
            "ab1!ab1!x",
            "aBc!aBc!x",
            "aB1aaB1ax",
        ] {
            assert_eq!(lab.refusal(new(password)), weak, "{password}");
        }
        lab.ok(new("aB1!aB1!x"));
        let update = UpdateLoginProfile {
            user_name: "alice".into(),
            password: Some(Secret::new("weak")),
            ..UpdateLoginProfile::default()
        };
        assert_eq!(lab.refusal(update), weak);
    }
}
