//! RAM users.

wire! {
    /// A RAM user.
    pub struct User {
        /// ID assigned by the service.
        pub user_id: String,
        /// Name, unique in the account.
        pub user_name: String,
        /// Display name.
        pub display_name: Option<String>,
        /// Mobile phone number.
        pub mobile_phone: Option<String>,
        /// Email address.
        pub email: Option<String>,
        /// Free text.
        pub comments: Option<String>,
        /// Creation time, `YYYY-MM-DDThh:mm:ssZ`.
        pub create_date: String,
        /// Time of the last change.
        pub update_date: Option<String>,
        /// Time of the last console login; only in `GetUser`.
        pub last_login_date: Option<String>,
    }

    /// List of users, as on the wire.
    pub struct Users {
        /// The users.
        pub user: Vec<User>,
    }
}

operation! {
    RAM Write;
    /// Creates a user. Fails with `EntityAlreadyExists.User` if the name is taken.
    pub struct CreateUser {
        /// 1 to 64 letters, digits, `.`, `-` and `_`. Required.
        pub user_name: String,
        /// Display name.
        pub display_name: Option<String>,
        /// Mobile phone number.
        pub mobile_phone: Option<String>,
        /// Email address.
        pub email: Option<String>,
        /// Free text.
        pub comments: Option<String>,
    }
    /// Output of `CreateUser`.
    pub struct CreateUserOutput {
        /// The user.
        pub user: User,
    }
}

operation! {
    RAM Read;
    /// Returns a user. Fails with `EntityNotExist.User` if it does not exist.
    pub struct GetUser {
        /// Required.
        pub user_name: String,
    }
    /// Output of `GetUser`.
    pub struct GetUserOutput {
        /// The user.
        pub user: User,
    }
}

operation! {
    RAM Write;
    /// Updates a user. Absent values stay unchanged.
    pub struct UpdateUser {
        /// Required.
        pub user_name: String,
        /// New name.
        pub new_user_name: Option<String>,
        /// New display name.
        pub new_display_name: Option<String>,
        /// New mobile phone number.
        pub new_mobile_phone: Option<String>,
        /// New email address.
        pub new_email: Option<String>,
        /// New free text.
        pub new_comments: Option<String>,
    }
    /// Output of `UpdateUser`.
    pub struct UpdateUserOutput {
        /// The user.
        pub user: User,
    }
}

operation! {
    RAM Write;
    /// Deletes a user. Fails with `DeleteConflict.User.*` while it has policies or is in a group.
    pub struct DeleteUser {
        /// Required.
        pub user_name: String,
    }
}

operation! {
    RAM Read;
    /// Lists users. Paginated.
    pub struct ListUsers {
        /// Marker from the previous page; absent for the first page.
        pub marker: Option<String>,
        /// Page size, 1 to 1,000; default 100.
        pub max_items: Option<u32>,
    }
    /// Output of `ListUsers`.
    pub struct ListUsersOutput {
        /// The users.
        pub users: Users,
        /// Whether more pages follow.
        pub is_truncated: bool,
        /// Marker of the next page; absent on the last page.
        pub marker: Option<String>,
    }
}

paged!(ListUsers, users.user: User);
