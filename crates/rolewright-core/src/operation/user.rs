//! RAM users, as far as trust policies and attachments need them.

wire! {
    /// A RAM user.
    pub struct User {
        /// The service's own id.
        pub user_id: String,
        /// The name, unique in the account.
        pub user_name: String,
        /// The name that is shown.
        pub display_name: Option<String>,
        /// Mobile phone number.
        pub mobile_phone: Option<String>,
        /// Mail address.
        pub email: Option<String>,
        /// Free text.
        pub comments: Option<String>,
        /// When it was made, `YYYY-MM-DDThh:mm:ssZ`.
        pub create_date: String,
        /// When it was last changed.
        pub update_date: Option<String>,
        /// When the user logged in to the console last, in the answer of `GetUser`.
        pub last_login_date: Option<String>,
    }

    /// The wire's wrapper of a list of users.
    pub struct Users {
        /// The users.
        pub user: Vec<User>,
    }
}

operation! {
    RAM Write;
    /// Makes a user. `EntityAlreadyExists.User` when the name is taken.
    pub struct CreateUser {
        /// 1 to 64 letters, digits, `.`, `-` and `_`. Required.
        pub user_name: String,
        /// The name that is shown.
        pub display_name: Option<String>,
        /// Mobile phone number.
        pub mobile_phone: Option<String>,
        /// Mail address.
        pub email: Option<String>,
        /// Free text.
        pub comments: Option<String>,
    }
    /// The user that was made.
    pub struct CreateUserOutput {
        /// The user.
        pub user: User,
    }
}

operation! {
    RAM Read;
    /// Reads a user. `EntityNotExist.User` when there is none.
    pub struct GetUser {
        /// Required.
        pub user_name: String,
    }
    /// The user that was asked for.
    pub struct GetUserOutput {
        /// The user.
        pub user: User,
    }
}

operation! {
    RAM Write;
    /// Changes a user; what is absent stays.
    pub struct UpdateUser {
        /// Required.
        pub user_name: String,
        /// The new name.
        pub new_user_name: Option<String>,
        /// The new name that is shown.
        pub new_display_name: Option<String>,
        /// The new mobile phone number.
        pub new_mobile_phone: Option<String>,
        /// The new mail address.
        pub new_email: Option<String>,
        /// The new free text.
        pub new_comments: Option<String>,
    }
    /// The user after the change.
    pub struct UpdateUserOutput {
        /// The user.
        pub user: User,
    }
}

operation! {
    RAM Write;
    /// Deletes a user. A `DeleteConflict.User.*` while it has policies or is in a group.
    pub struct DeleteUser {
        /// Required.
        pub user_name: String,
    }
}

operation! {
    RAM Read;
    /// Lists users, a page at a time.
    pub struct ListUsers {
        /// The page to read, from the answer before.
        pub marker: Option<String>,
        /// The page's size, 1 to 1,000; the service takes 100 when absent.
        pub max_items: Option<u32>,
    }
    /// One page of users.
    pub struct ListUsersOutput {
        /// The users.
        pub users: Users,
        /// Whether there are more.
        pub is_truncated: bool,
        /// The next page's marker, present only when there is one.
        pub marker: Option<String>,
    }
}

paged!(ListUsers, users.user: User);
