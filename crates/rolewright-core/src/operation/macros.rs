//! Macros that declare operations and their structs.

/// Declares wire structs: all fields are optional when decoded, unknown fields are ignored, absent
/// values are not encoded.
///
/// The hidden field makes `..` mandatory, so that a field that the service adds breaks no code.
/// `#[non_exhaustive]` would forbid other crates to write the structs at all.
macro_rules! wire {
    ($(
        $(#[$meta:meta])*
        pub struct $name:ident { $($(#[$about:meta])* pub $field:ident: $type:ty),* $(,)? }
    )+) => {$(
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(default, rename_all = "PascalCase")]
        pub struct $name {
            $(
                $(#[$about])*
                #[serde(skip_serializing_if = "crate::operation::Field::is_absent")]
                pub $field: $type,
            )*
            #[doc(hidden)]
            #[serde(skip)]
            pub __non_exhaustive: (),
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($field).trim_start_matches("r#"), &self.$field))*
                    .finish()
            }
        }

        impl crate::operation::Field for $name {}
    )+};
}

/// Declares an operation: API, access, request struct and output.
///
/// `secret: "Name"` marks a secret parameter. The output is a second struct, an existing type after
/// `->`, or [`Done`](super::Done) if neither is given.
macro_rules! operation {
    (
        $service:ident $access:ident $(secret: $secret:literal)*;
        $(#[$meta:meta])* pub struct $name:ident { $($fields:tt)* }
        $(#[$out_meta:meta])* pub struct $output:ident { $($out_fields:tt)* }
    ) => {
        wire! { $(#[$out_meta])* pub struct $output { $($out_fields)* } }
        operation! {
            $service $access $(secret: $secret)*;
            $(#[$meta])* pub struct $name { $($fields)* } -> $output
        }
    };
    (
        $service:ident $access:ident $(secret: $secret:literal)*;
        $(#[$meta:meta])* pub struct $name:ident { $($fields:tt)* }
    ) => {
        operation! {
            $service $access $(secret: $secret)*;
            $(#[$meta])* pub struct $name { $($fields)* } -> crate::operation::Done
        }
    };
    (
        $service:ident $access:ident $(secret: $secret:literal)*;
        $(#[$meta:meta])* pub struct $name:ident { $($fields:tt)* } -> $output:ty
    ) => {
        wire! { $(#[$meta])* pub struct $name { $($fields)* } }
        impl crate::operation::Operation for $name {
            type Output = $output;
            const SERVICE: crate::provider::Service = crate::provider::Service::$service;
            const ACTION: &'static str = stringify!($name);
            const ACCESS: crate::provider::Access = crate::provider::Access::$access;
            const SECRETS: &'static [&'static str] = &[$($secret),*];
            const MODULE: &'static str = module_path!();
        }
    };
}

/// Implements [`Paged`](crate::provider::Paged) for a list operation with `Marker` and
/// `IsTruncated`.
macro_rules! paged {
    ($operation:ident, $list:ident.$items:ident: $item:ty) => {
        impl crate::provider::Paged for $operation {
            type Item = $item;
            fn set_marker(&mut self, marker: String) {
                self.marker = Some(marker);
            }
            fn split(output: Self::Output) -> (Vec<$item>, Option<String>) {
                let next = output.marker.filter(|_| output.is_truncated);
                (output.$list.$items, next)
            }
        }
    };
}
