//! Tags on roles and policies. Requests say `Key` and `Value`, answers `TagKey` and `TagValue`.

wire! {
    /// A tag in a request.
    pub struct Tag {
        /// At most 128 characters.
        pub key: String,
        /// At most 256 characters.
        pub value: String,
    }

    /// A tag in an answer.
    pub struct TagItem {
        /// The key.
        pub tag_key: String,
        /// The value.
        pub tag_value: String,
    }

    /// The wire's wrapper of a list of tags.
    pub struct Tags {
        /// The tags.
        pub tag: Vec<TagItem>,
    }

    /// One tag of one resource.
    pub struct TagResource {
        /// `role` or `policy`.
        pub resource_type: String,
        /// The role's or policy's name.
        pub resource_name: String,
        /// The key.
        pub tag_key: String,
        /// The value.
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
    /// Takes tags off roles or policies.
    pub struct UntagResources {
        /// `role` or `policy`. Required.
        pub resource_type: String,
        /// At most 50 names. Required.
        pub resource_names: Vec<String>,
        /// At most 20 keys.
        pub tag_keys: Vec<String>,
        /// Whether all tags go; counts only when no key is named.
        pub all: Option<bool>,
    }
}

operation! {
    RAM Read;
    /// Lists tags. Unlike the other lists, the answer's list is a plain array.
    pub struct ListTagResources {
        /// `role` or `policy`. Required.
        pub resource_type: String,
        /// At most 50 names; all when absent.
        pub resource_names: Vec<String>,
        /// Only resources that have all of these.
        pub tag: Vec<Tag>,
        /// The page to read, from the answer before.
        pub next_token: Option<String>,
        /// The page's size, 1 to 100.
        pub page_size: Option<u32>,
    }
    /// One page of tags.
    pub struct ListTagResourcesOutput {
        /// The tags.
        pub tag_resources: Vec<TagResource>,
        /// The next page's token, present only when there is one.
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
