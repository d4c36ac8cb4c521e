//! Tags of roles and policies. Requests use `Key` and `Value`, responses `TagKey` and `TagValue`.

wire! {
    /// A tag in a request.
    pub struct Tag {
        /// At most 128 characters.
        pub key: String,
        /// At most 256 characters.
        pub value: String,
    }

    /// A tag in a response.
    pub struct TagItem {
        /// Key.
        pub tag_key: String,
        /// Value.
        pub tag_value: String,
    }

    /// List of tags, as on the wire.
    pub struct Tags {
        /// The tags.
        pub tag: Vec<TagItem>,
    }

    /// A tag of a resource.
    pub struct TagResource {
        /// `role` or `policy`.
        pub resource_type: String,
        /// Name of the role or policy.
        pub resource_name: String,
        /// Key.
        pub tag_key: String,
        /// Value.
        pub tag_value: String,
    }
}

operation! {
    RAM IdempotentWrite;
    /// Sets tags on roles or policies.
    pub struct TagResources {
        /// `role` or `policy`. Required.
        pub resource_type: String,
        /// At most 50 names. Required.
        pub resource_names: Vec<String>,
        /// At most 20. Required.
        pub tag: Vec<Tag>,
    }
}

operation! {
    RAM IdempotentWrite;
    /// Removes tags from roles or policies.
    pub struct UntagResources {
        /// `role` or `policy`. Required.
        pub resource_type: String,
        /// At most 50 names. Required.
        pub resource_names: Vec<String>,
        /// At most 20 keys.
        pub tag_keys: Vec<String>,
        /// Whether to remove all tags; ignored if keys are given.
        pub all: Option<bool>,
    }
}

operation! {
    RAM Read;
    /// Lists tags. Paginated. Unlike in other lists, the items are a plain array.
    pub struct ListTagResources {
        /// `role` or `policy`. Required.
        pub resource_type: String,
        /// At most 50 names; all resources if absent.
        pub resource_names: Vec<String>,
        /// Filter: resources that have all of these tags.
        pub tag: Vec<Tag>,
        /// Token from the previous page; absent for the first page.
        pub next_token: Option<String>,
        /// Page size, 1 to 100.
        pub page_size: Option<u32>,
    }
    /// Output of `ListTagResources`.
    pub struct ListTagResourcesOutput {
        /// The tags.
        pub tag_resources: Vec<TagResource>,
        /// Token of the next page; absent on the last page.
        pub next_token: Option<String>,
    }
}

impl crate::provider::Paged for ListTagResources {
    type Item = TagResource;
    fn set_marker(&mut self, marker: String) {
        self.next_token = Some(marker);
    }
    fn split(output: Self::Output) -> (Vec<TagResource>, Option<String>) {
        (
            output.tag_resources,
            output.next_token.filter(|token| !token.is_empty()),
        )
    }
}
