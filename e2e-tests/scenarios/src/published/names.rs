//! The names that what was built lacks.

use super::Unwritten;
use alloy_json_abi::{EventParam, JsonAbi, Param};

/// What was built with the names of what is declared. The two agree in all else.
pub(super) fn named(contract: &'static str, mut built: JsonAbi, declared: &[JsonAbi]) -> Result<JsonAbi, Unwritten> {
    let undeclared = |what: String| Unwritten::Undeclared { contract, what };
    for function in built.functions.values_mut().flatten() {
        let selector = function.selector();
        let same = declared.iter().flat_map(JsonAbi::functions).find(|other| other.selector() == selector);
        let same = same.filter(|other| {
            other.state_mutability == function.state_mutability
                && take_names(&mut function.inputs, &other.inputs)
                && take_names(&mut function.outputs, &other.outputs)
        });
        same.ok_or_else(|| undeclared(function.full_signature()))?;
    }
    for event in built.events.values_mut().flatten() {
        let topic = event.selector();
        let same = declared.iter().flat_map(JsonAbi::events).find(|other| other.selector() == topic);
        let same = same
            .filter(|other| other.anonymous == event.anonymous && take_event_names(&mut event.inputs, &other.inputs));
        same.ok_or_else(|| undeclared(event.full_signature()))?;
    }
    for error in built.errors.values_mut().flatten() {
        let selector = error.selector();
        let same = declared.iter().flat_map(JsonAbi::errors).find(|other| other.selector() == selector);
        let same = same.filter(|other| take_names(&mut error.inputs, &other.inputs));
        same.ok_or_else(|| undeclared(error.signature()))?;
    }
    // A constructor is in no interface, and has no tuples.
    for input in built.constructor.iter_mut().flat_map(|constructor| &mut constructor.inputs) {
        input.name = camel(&input.name);
    }
    Ok(built)
}

/// Takes the names over, where the types are the same and no name says something else.
fn take_names(built: &mut [Param], declared: &[Param]) -> bool {
    built.len() == declared.len()
        && built.iter_mut().zip(declared).all(|(built, declared)| {
            let same = built.ty == declared.ty && agree(&built.name, &declared.name);
            built.name.clone_from(&declared.name);
            same && take_names(&mut built.components, &declared.components)
        })
}

fn take_event_names(built: &mut [EventParam], declared: &[EventParam]) -> bool {
    built.len() == declared.len()
        && built.iter_mut().zip(declared).all(|(built, declared)| {
            let same = (&built.ty, built.indexed) == (&declared.ty, declared.indexed);
            let same = same && agree(&built.name, &declared.name);
            built.name.clone_from(&declared.name);
            same && take_names(&mut built.components, &declared.components)
        })
}

/// Whether a name that was built is the declared one, or there is none.
fn agree(built: &str, declared: &str) -> bool {
    built.is_empty() || camel(built) == declared
}

/// `token_id` as `tokenId`.
pub fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let mut camel = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut letters = part.chars();
        camel.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameter(ty: &str, name: &str) -> Param {
        Param { ty: ty.into(), name: name.into(), components: Vec::new(), internal_type: None }
    }

    #[test]
    fn names_are_as_solidity_writes_them() {
        assert_eq!(["at", "token_id", "terms_book_code"].map(camel), ["at", "tokenId", "termsBookCode"]);
    }

    #[test]
    fn what_is_declared_otherwise_is_not_taken() {
        let declared = [parameter("address", "from"), parameter("address", "to")];
        let mut nameless = [parameter("address", ""), parameter("address", "")];
        assert!(take_names(&mut nameless, &declared));
        assert_eq!(nameless, declared);
        let mut exchanged = [parameter("address", "to"), parameter("address", "from")];
        assert!(!take_names(&mut exchanged, &declared));
        let mut other = [parameter("address", "from"), parameter("uint256", "to")];
        assert!(!take_names(&mut other, &declared));
        assert!(!take_names(&mut [parameter("address", "from")], &declared));
    }
}
