//! Deserializes keys that take values of several types. serde's untagged enums would do it too, but their
//! errors don't tell what is wrong.

use std::fmt;
use std::marker::PhantomData;

use rolewright::BucketName;
use rolewright::input::OneOrMoreVisitor;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{Bucket, BucketTable, Parts, RecipeChoice, RecipeTable};

impl<'de> Deserialize<'de> for Bucket {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameOrTable;

        impl<'de> Visitor<'de> for NameOrTable {
            type Value = Bucket;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a bucket, or a table with `name`")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Bucket, E> {
                BucketName::new(name).map(Bucket::Name).map_err(E::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Bucket, A::Error> {
                BucketTable::deserialize(MapAccessDeserializer::new(map)).map(Bucket::Table)
            }
        }

        deserializer.deserialize_any(NameOrTable)
    }
}

impl<'de> Deserialize<'de> for RecipeChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct IdOrTable;

        impl<'de> Visitor<'de> for IdOrTable {
            type Value = RecipeChoice;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the id of a recipe, a file, or a table with `id`")
            }

            fn visit_str<E: Error>(self, id: &str) -> Result<RecipeChoice, E> {
                Ok(RecipeChoice::Id(id.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RecipeChoice, A::Error> {
                RecipeTable::deserialize(MapAccessDeserializer::new(map)).map(RecipeChoice::Table)
            }
        }

        deserializer.deserialize_any(IdOrTable)
    }
}

impl<'de> Deserialize<'de> for Parts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AllOrSome;

        impl<'de> Visitor<'de> for AllOrSome {
            type Value = Parts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false, or one or more of `trust`, `policy` and `attachments`")
            }

            fn visit_bool<E: Error>(self, all: bool) -> Result<Parts, E> {
                Ok(Parts::All(all))
            }

            fn visit_str<E: Error>(self, part: &str) -> Result<Parts, E> {
                OneOrMoreVisitor(PhantomData)
                    .visit_str(part)
                    .map(Parts::Some)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, parts: A) -> Result<Parts, A::Error> {
                OneOrMoreVisitor(PhantomData)
                    .visit_seq(parts)
                    .map(Parts::Some)
            }
        }

        deserializer.deserialize_any(AllOrSome)
    }
}
