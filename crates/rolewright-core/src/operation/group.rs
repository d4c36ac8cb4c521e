//! User groups.

wire! {
    /// A group of RAM users.
    pub struct Group {
        /// ID assigned by the service.
        pub group_id: Option<String>,
        /// Name, unique in the account.
        pub group_name: String,
        /// Free text.
        pub comments: Option<String>,
        /// Creation time, `YYYY-MM-DDThh:mm:ssZ`.
        pub create_date: Option<String>,
        /// Time of the last change.
        pub update_date: Option<String>,
        /// Time when the user joined; only in `ListGroupsForUser`.
        pub join_date: Option<String>,
    }

    /// List of groups, as on the wire.
    pub struct Groups {
        /// The groups.
        pub group: Vec<Group>,
    }

    /// A member of a group.
    pub struct GroupMember {
        /// The user's name.
        pub user_name: String,
        /// Display name.
        pub display_name: Option<String>,
        /// Time when the user joined.
        pub join_date: String,
    }

    /// List of group members, as on the wire.
    pub struct GroupMembers {
        /// The users.
        pub user: Vec<GroupMember>,
    }
}

operation! {
    RAM Write;
    /// Creates a group. Fails with `EntityAlreadyExists.Group` if the name is taken.
    pub struct CreateGroup {
        /// 1 to 64 letters, digits and `-`. Required.
        pub group_name: String,
        /// Free text.
        pub comments: Option<String>,
    }
    /// Output of `CreateGroup`.
    pub struct CreateGroupOutput {
        /// The group.
        pub group: Group,
    }
}

operation! {
    RAM Read;
    /// Returns a group. Fails with `EntityNotExist.Group` if it does not exist.
    pub struct GetGroup {
        /// Required.
        pub group_name: String,
    }
    /// Output of `GetGroup`.
    pub struct GetGroupOutput {
        /// The group.
        pub group: Group,
    }
}

operation! {
    RAM Write;
    /// Updates a group. Absent values stay unchanged.
    pub struct UpdateGroup {
        /// Required.
        pub group_name: String,
        /// New name.
        pub new_group_name: Option<String>,
        /// New free text.
        pub new_comments: Option<String>,
    }
    /// Output of `UpdateGroup`.
    pub struct UpdateGroupOutput {
        /// The group.
        pub group: Group,
    }
}

operation! {
    RAM Write;
    /// Deletes a group. Fails with `DeleteConflict.Group.*` while it has policies or users.
    pub struct DeleteGroup {
        /// Required.
        pub group_name: String,
    }
}

operation! {
    RAM Read;
    /// Lists groups. Paginated.
    pub struct ListGroups {
        /// Marker from the previous page; absent for the first page.
        pub marker: Option<String>,
        /// Page size, 1 to 1,000; default 100.
        pub max_items: Option<u32>,
    }
    /// Output of `ListGroups`.
    pub struct ListGroupsOutput {
        /// The groups.
        pub groups: Groups,
        /// Whether more pages follow.
        pub is_truncated: bool,
        /// Marker of the next page; absent on the last page.
        pub marker: Option<String>,
    }
}

paged!(ListGroups, groups.group: Group);

operation! {
    RAM Write;
    /// Adds a user to a group. Fails with `EntityAlreadyExists.User.Group` if it is already a member.
    pub struct AddUserToGroup {
        /// Required.
        pub user_name: String,
        /// Required.
        pub group_name: String,
    }
}

operation! {
    RAM Write;
    /// Removes a user from a group. Fails with `EntityNotExist.User.Group` if it is not a member.
    pub struct RemoveUserFromGroup {
        /// Required.
        pub user_name: String,
        /// Required.
        pub group_name: String,
    }
}

operation! {
    RAM Read;
    /// Lists the groups of a user. Not paginated.
    pub struct ListGroupsForUser {
        /// Required.
        pub user_name: String,
    }
    /// Output of `ListGroupsForUser`.
    pub struct ListGroupsForUserOutput {
        /// The groups.
        pub groups: Groups,
    }
}

operation! {
    RAM Read;
    /// Lists the members of a group. Paginated.
    pub struct ListUsersForGroup {
        /// Required.
        pub group_name: String,
        /// Marker from the previous page; absent for the first page.
        pub marker: Option<String>,
        /// Page size, 1 to 1,000; default 100.
        pub max_items: Option<u32>,
    }
    /// Output of `ListUsersForGroup`.
    pub struct ListUsersForGroupOutput {
        /// The users.
        pub users: GroupMembers,
        /// Whether more pages follow.
        pub is_truncated: bool,
        /// Marker of the next page; absent on the last page.
        pub marker: Option<String>,
    }
}

paged!(ListUsersForGroup, users.user: GroupMember);
