//! Types and signatures, from rustdoc's JSON.

use serde_json::Value;

/// Returns a type as in source text, with the last part of each path.
pub(super) fn type_of(value: &Value) -> String {
    let Some((kind, inner)) = value.as_object().and_then(|it| it.iter().next()) else {
        return "_".to_owned();
    };
    match kind.as_str() {
        "resolved_path" => path(inner),
        "generic" | "primitive" => inner.as_str().unwrap_or_default().to_owned(),
        "tuple" => format!("({})", list(inner, type_of)),
        "slice" => format!("[{}]", type_of(inner)),
        "array" => format!("[{}; {}]", at(inner, "type"), text(inner, "len")),
        "impl_trait" => format!("impl {}", all_bounds(inner)),
        "dyn_trait" => {
            let traits = inner.get("traits").unwrap_or(&Value::Null);
            let mut all: Vec<_> = items(traits)
                .map(|one| one.get("trait").map(path).unwrap_or_default())
                .collect();
            all.extend(
                inner
                    .get("lifetime")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            );
            format!("dyn {}", all.join(" + "))
        }
        "borrowed_ref" => {
            let lifetime = inner.get("lifetime").and_then(Value::as_str);
            let lifetime = lifetime.map_or(String::new(), |name| format!("{name} "));
            format!("&{lifetime}{}{}", mutable(inner), at(inner, "type"))
        }
        "raw_pointer" => format!("*{}{}", mutable(inner), at(inner, "type")),
        "qualified_path" => {
            let (of, name) = (at(inner, "self_type"), text(inner, "name"));
            match inner.get("trait").map(path).filter(|it| !it.is_empty()) {
                Some(as_trait) => format!("<{of} as {as_trait}>::{name}"),
                None => format!("{of}::{name}"),
            }
        }
        "function_pointer" => {
            let sig = inner.get("sig").unwrap_or(&Value::Null);
            format!("fn{}", call(sig))
        }
        other => other.to_owned(),
    }
}

/// Returns a function with its generic parameters, parameters and result.
pub(super) fn signature(name: &str, function: &Value) -> String {
    let header = function.get("header").unwrap_or(&Value::Null);
    let is = |key: &str| header.get(key).and_then(Value::as_bool) == Some(true);
    let sig = function.get("sig").unwrap_or(&Value::Null);
    format!(
        "{}{}fn {name}{}{}{}",
        if is("is_const") { "const " } else { "" },
        if is("is_async") { "async " } else { "" },
        params(function),
        call(sig),
        where_clause(function)
    )
}

fn call(sig: &Value) -> String {
    let inputs = items(sig.get("inputs").unwrap_or(&Value::Null)).map(|input| {
        let name = input.get(0).and_then(Value::as_str).unwrap_or_default();
        let type_ = input.get(1).map(type_of).unwrap_or_default();
        match (name, type_.as_str()) {
            ("self", "Self") => "self".to_owned(),
            ("self", "&Self") => "&self".to_owned(),
            ("self", "&mut Self") => "&mut self".to_owned(),
            _ => format!("{name}: {type_}"),
        }
    });
    let inputs: Vec<_> = inputs.collect();
    let output = sig.get("output").filter(|it| !it.is_null()).map(type_of);
    let output = output.map_or(String::new(), |it| format!(" -> {it}"));
    format!("({}){output}", inputs.join(", "))
}

/// Returns the generic parameters of an item with its bounds.
pub(super) fn params(item: &Value) -> String {
    let all = item.get("generics").and_then(|it| it.get("params"));
    let all = items(all.unwrap_or(&Value::Null)).filter_map(|param| {
        let kind = param.get("kind").unwrap_or(&Value::Null);
        let name = text(param, "name");
        if let Some(type_) = kind.get("type") {
            // `impl Trait` in a parameter is in its type.
            let is_synthetic = type_.get("is_synthetic").and_then(Value::as_bool) == Some(true);
            return (!is_synthetic).then(|| format!("{name}{}", bounds(type_.get("bounds"))));
        }
        match kind.get("const") {
            Some(of) => Some(format!("const {name}: {}", at(of, "type"))),
            None => Some(name.to_owned()),
        }
    });
    let all: Vec<_> = all.collect();
    if all.is_empty() {
        String::new()
    } else {
        format!("<{}>", all.join(", "))
    }
}

pub(super) fn where_clause(item: &Value) -> String {
    let all = item
        .get("generics")
        .and_then(|it| it.get("where_predicates"));
    let all = items(all.unwrap_or(&Value::Null)).map(|one| match one.get("bound_predicate") {
        Some(of) => format!("{}{}", at(of, "type"), bounds(of.get("bounds"))),
        None => one.to_string(),
    });
    let all: Vec<_> = all.collect();
    if all.is_empty() {
        String::new()
    } else {
        format!(" where {}", all.join(", "))
    }
}

/// Returns bounds with the colon before them.
pub(super) fn bounds(value: Option<&Value>) -> String {
    let all = value.map(all_bounds).filter(|all| !all.is_empty());
    all.map_or(String::new(), |all| format!(": {all}"))
}

fn all_bounds(value: &Value) -> String {
    let one = |bound: &Value| {
        if let Some(bound) = bound.get("trait_bound") {
            let maybe = if text(bound, "modifier") == "maybe" {
                "?"
            } else {
                ""
            };
            return format!(
                "{maybe}{}",
                bound.get("trait").map(path).unwrap_or_default()
            );
        }
        let lifetime = bound.get("outlives").and_then(Value::as_str);
        lifetime.map_or_else(|| "use<..>".to_owned(), str::to_owned)
    };
    items(value).map(one).collect::<Vec<_>>().join(" + ")
}

fn path(value: &Value) -> String {
    let name = text(value, "path").rsplit("::").next().unwrap_or_default();
    let args = value.get("args").unwrap_or(&Value::Null);
    if let Some(args) = args.get("parenthesized") {
        let inputs = list(args.get("inputs").unwrap_or(&Value::Null), type_of);
        let output = args.get("output").filter(|it| !it.is_null()).map(type_of);
        let output = output.map_or(String::new(), |it| format!(" -> {it}"));
        return format!("{name}({inputs}){output}");
    }
    let Some(args) = args.get("angle_bracketed") else {
        return name.to_owned();
    };
    let own = items(args.get("args").unwrap_or(&Value::Null)).map(|one| {
        let lifetime = one
            .get("lifetime")
            .and_then(Value::as_str)
            .map(str::to_owned);
        let constant = one.get("const").map(|of| text(of, "expr").to_owned());
        lifetime.or(constant).unwrap_or_else(|| at(one, "type"))
    });
    let equal = items(args.get("constraints").unwrap_or(&Value::Null)).map(|one| {
        let binding = one.get("binding").unwrap_or(&Value::Null);
        match binding.get("equality") {
            Some(term) => format!("{} = {}", text(one, "name"), at(term, "type")),
            None => format!("{}{}", text(one, "name"), bounds(binding.get("constraint"))),
        }
    });
    let all: Vec<_> = own.chain(equal).collect();
    if all.is_empty() {
        name.to_owned()
    } else {
        format!("{name}<{}>", all.join(", "))
    }
}

fn mutable(value: &Value) -> &'static str {
    if value.get("is_mutable").and_then(Value::as_bool) == Some(true) {
        "mut "
    } else {
        ""
    }
}

fn at(value: &Value, key: &str) -> String {
    value.get(key).map(type_of).unwrap_or_default()
}

fn list(value: &Value, one: fn(&Value) -> String) -> String {
    items(value).map(one).collect::<Vec<_>>().join(", ")
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text<'json>(value: &'json Value, key: &str) -> &'json str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn signatures_are_written_as_in_source_text() {
        let text = json!({"borrowed_ref": {"lifetime": null, "is_mutable": false, "type": {"primitive": "str"}}});
        let ok =
            json!({"angle_bracketed": {"args": [{"type": {"generic": "T"}}], "constraints": []}});
        let function = json!({
            "sig": {
                "inputs": [["self", {"borrowed_ref": {"is_mutable": true, "type": {"generic": "Self"}}}], ["id", text]],
                "output": {"resolved_path": {"path": "crate::error::Result", "args": ok}},
            },
            "generics": {"params": [{"name": "T", "kind": {"type": {"is_synthetic": false, "bounds": [
                {"trait_bound": {"trait": {"path": "Send", "args": null}, "modifier": "none"}}]}}}]},
            "header": {"is_async": true},
        });
        assert_eq!(
            signature("read", &function),
            "async fn read<T: Send>(&mut self, id: &str) -> Result<T>"
        );
    }
}
