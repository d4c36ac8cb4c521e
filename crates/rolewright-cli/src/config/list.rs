//! Deserializes keys that take one value or several. serde's untagged enums would do it too, but their
//! errors don't tell what is wrong.

use std::fmt;
use std::marker::PhantomData;

use rolewright::BucketName;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer, StrDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{Bucket, BucketTable, Parts, RecipeChoice, RecipeTable, Values};

/// One value, or a list of them.
pub(super) fn one_or_more<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_any(OneOrMore(PhantomData))
}

struct OneOrMore<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMore<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or a list of values")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<T>, E> {
        Ok(vec![T::deserialize(StrDeserializer::new(text))?])
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
        Ok(vec![T::deserialize(MapAccessDeserializer::new(map))?])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, values: A) -> Result<Vec<T>, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(values))
    }
}

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

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        one_or_more(deserializer).map(Self)
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
                OneOrMore(PhantomData).visit_str(part).map(Parts::Some)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, parts: A) -> Result<Parts, A::Error> {
                OneOrMore(PhantomData).visit_seq(parts).map(Parts::Some)
            }
        }

        deserializer.deserialize_any(AllOrSome)
    }
}
