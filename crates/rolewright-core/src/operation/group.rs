//! User groups, as far as attachments need them.

wire! {
    /// A group of RAM users.
    pub struct Group {
        /// The service's own id.
        pub group_id: Option<String>,
        /// The name, unique in the account.
        pub group_name: String,
        /// Free text.
        pub comments: Option<String>,
        /// When it was made, `YYYY-MM-DDThh:mm:ssZ`.
        pub create_date: Option<String>,
        /// When it was last changed.
        pub update_date: Option<String>,
        /// When the user joined, in the list of a user's groups.
        pub join_date: Option<String>,
    }

    /// The wire's wrapper of a list of groups.
    pub struct Groups {
        /// The groups.
        pub group: Vec<Group>,
    }

    /// A user in a group.
    pub struct GroupMember {
        /// The user's name.
        pub user_name: String,
        /// The name that is shown.
        pub display_name: Option<String>,
        /// When the user joined.
        pub join_date: String,
    }

    /// The wire's wrapper of a group's users.
    pub struct GroupMembers {
        /// The users.
        pub user: Vec<GroupMember>,
    }
}

operation! {
    RAM Write;
    /// Makes a group. `EntityAlreadyExists.Group` when the name is taken.
    pub struct CreateGroup {
        /// 1 to 64 letters, digits and `-`. Required.
        pub group_name: String,
        /// Free text.
        pub comments: Option<String>,
    }
    /// The group that was made.
    pub struct CreateGroupOutput {
        /// The group.
        pub group: Group,
    }
}

operation! {
    RAM Read;
    /// Reads a group. `EntityNotExist.Group` when there is none.
    pub struct GetGroup {
        /// Required.
        pub group_name: String,
    }
    /// The group that was asked for.
    pub struct GetGroupOutput {
        /// The group.
        pub group: Group,
    }
}

operation! {
    RAM Write;
    /// Changes a group; what is absent stays.
    pub struct UpdateGroup {
        /// Required.
        pub group_name: String,
        /// The new name.
        pub new_group_name: Option<String>,
        /// The new free text.
        pub new_comments: Option<String>,
    }
    /// The group after the change.
    pub struct UpdateGroupOutput {
        /// The group.
        pub group: Group,
    }
}

operation! {
    RAM Write;
    /// Deletes a group. A `DeleteConflict.Group.*` while it has policies or users.
    pub struct DeleteGroup {
        /// Required.
        pub group_name: String,
    }
}

operation! {
    RAM Read;
    /// Lists groups, a page at a time.
    pub struct ListGroups {
        /// The page to read, from the answer before.
        pub marker: Option<String>,
        /// The page's size, 1 to 1,000; the service takes 100 when absent.
        pub max_items: Option<u32>,
    }
    /// One page of groups.
    pub struct ListGroupsOutput {
        /// The groups.
        pub groups: Groups,
        /// Whether there are more.
        pub is_truncated: bool,
        /// The next page's marker, present only when there is one.
        pub marker: Option<String>,
    }
}

paged!(ListGroups, groups.group: Group);

operation! {
    RAM Write;
    /// Puts a user into a group. `EntityAlreadyExists.User.Group` when it is in it already.
    pub struct AddUserToGroup {
        /// Required.
        pub user_name: String,
        /// Required.
        pub group_name: String,
    }
}

operation! {
    RAM Write;
    /// Takes a user out of a group. `EntityNotExist.User.Group` when it is not in it.
    pub struct RemoveUserFromGroup {
        /// Required.
        pub user_name: String,
        /// Required.
        pub group_name: String,
    }
}

operation! {
    RAM Read;
    /// Lists a user's groups, all at once.
    pub struct ListGroupsForUser {
        /// Required.
        pub user_name: String,
    }
    /// The groups of the user.
    pub struct ListGroupsForUserOutput {
        /// The groups.
        pub groups: Groups,
    }
}

operation! {
    RAM Read;
    /// Lists a group's users, a page at a time.
    pub struct ListUsersForGroup {
        /// Required.
        pub group_name: String,
        /// The page to read, from the answer before.
        pub marker: Option<String>,
        /// The page's size, 1 to 1,000; the service takes 100 when absent.
        pub max_items: Option<u32>,
    }
    /// One page of a group's users.
    pub struct ListUsersForGroupOutput {
        /// The users.
        pub users: GroupMembers,
        /// Whether there are more.
        pub is_truncated: bool,
        /// The next page's marker, present only when there is one.
        pub marker: Option<String>,
    }
}

paged!(ListUsersForGroup, users.user: GroupMember);
