//! Whether the contracts are the ones that were built, and know each other.

use super::{
    Check, Subject,
    facts::{Facts, Seen},
};
use crate::calls::address;
use alloy_primitives::{Address, B256, keccak256};

pub(super) fn check(subject: &Subject, facts: &Facts) -> [Check; 3] {
    let Subject { journal, protocol, blobs, .. } = subject;
    let built = blobs.all().map(keccak256);

    let mut code = Check::new("contracts_code", "Each contract runs the code that was built, byte for byte");
    for ((name, contract), hash) in protocol.contracts().into_iter().zip(built) {
        let found = journal.chain().code_hash(contract).map(|hash| B256::from(hash.0));
        code.same(&format!("the code hash of {name}"), &found, &Some(hash));
    }

    let mut bound =
        Check::new("contracts_bound", "The contracts were bound to each other once, each to the right code");
    let mut known = protocol.contracts().map(|(_, contract)| address(contract)).into_iter().zip(built);
    let [
        registry,
        token,
        splitter,
        terms_book,
        catalogues,
        reservations,
        arbitration,
        _,
        settlements,
        offers,
        deals,
        _,
        metadata,
        _,
        pool,
        inbox,
        receivers,
    ] = std::array::from_fn(|_| known.next().unwrap_or_default());
    let pairs = |seen: &[(Address, B256)]| seen.to_vec();
    let modules = [
        facts
            .bound_catalogues
            .iter()
            .map(|Seen { event, .. }| pairs(&[(event.registry, event.registryCode)]))
            .collect(),
        facts
            .bound_reservations
            .iter()
            .map(|Seen { event, .. }| {
                pairs(&[(event.registry, event.registryCode), (event.arbitration, event.arbitrationCode)])
            })
            .collect(),
        facts
            .bound_arbitration
            .iter()
            .map(|Seen { event, .. }| pairs(&[(event.registry, event.registryCode)]))
            .collect(),
        facts
            .bound_encumbrances
            .iter()
            .map(|Seen { event, .. }| {
                pairs(&[
                    (event.registry, event.registryCode),
                    (event.splitter, event.splitterCode),
                    (event.arbitration, event.arbitrationCode),
                ])
            })
            .collect::<Vec<_>>(),
        facts
            .bound_settlements
            .iter()
            .map(|Seen { event, .. }| {
                pairs(&[
                    (event.registry, event.registryCode),
                    (event.licenceToken, event.licenceTokenCode),
                    (event.splitter, event.splitterCode),
                    (event.arbitration, event.arbitrationCode),
                ])
            })
            .collect(),
        facts
            .bound_offers
            .iter()
            .map(|Seen { event, .. }| {
                pairs(&[
                    (event.licenceToken, event.licenceTokenCode),
                    (event.registry, event.registryCode),
                    (event.splitter, event.splitterCode),
                    (event.termsBook, event.termsBookCode),
                    (event.catalogues, event.cataloguesCode),
                ])
            })
            .collect(),
        facts
            .bound_deals
            .iter()
            .map(|Seen { event, .. }| {
                pairs(&[
                    (event.licenceToken, event.licenceTokenCode),
                    (event.splitter, event.splitterCode),
                    (event.arbitration, event.arbitrationCode),
                ])
            })
            .collect(),
        facts
            .bound_usage
            .iter()
            .map(|Seen { event, .. }| {
                pairs(&[
                    (event.licenceToken, event.licenceTokenCode),
                    (event.catalogues, event.cataloguesCode),
                    (event.registry, event.registryCode),
                ])
            })
            .collect(),
        facts
            .bound_receivers
            .iter()
            .map(|Seen { event, .. }| {
                pairs(&[
                    (event.registry, event.registryCode),
                    (event.settlements, event.settlementsCode),
                    (event.splitter, event.splitterCode),
                    (event.pool, event.poolCode),
                    (event.inbox, event.inboxCode),
                ])
            })
            .collect(),
        facts.bound_metadata.iter().map(|Seen { event, .. }| pairs(&[(event.factory, event.factoryCode)])).collect(),
        facts
            .bound_statements
            .iter()
            .map(|Seen { event, .. }| {
                pairs(&[(event.registry, event.registryCode), (event.splitter, event.splitterCode)])
            })
            .collect(),
    ];
    let expected = [
        vec![vec![registry]],
        vec![vec![registry, arbitration]],
        vec![vec![registry]],
        vec![vec![registry, splitter, arbitration]],
        vec![vec![registry, token, splitter, arbitration]],
        vec![vec![token, registry, splitter, terms_book, catalogues]],
        vec![vec![token, splitter, arbitration]],
        vec![vec![token, catalogues, registry]],
        vec![vec![registry, settlements, splitter, pool, inbox]],
        vec![vec![receivers]],
        vec![vec![registry, splitter]],
    ];
    bound.same("what the modules were bound to", &modules, &expected);
    let found: Vec<_> = facts
        .bound_registry
        .iter()
        .map(|Seen { event, .. }| {
            [
                (event.licenceToken, event.licenceTokenCode),
                (event.catalogues, event.cataloguesCode),
                (event.reservations, event.reservationsCode),
                (event.arbitration, event.arbitrationCode),
            ]
        })
        .collect();
    bound.same("what the registry was bound to", &found, &vec![[token, catalogues, reservations, arbitration]]);
    let found: Vec<_> = facts
        .bound_splitter
        .iter()
        .map(|Seen { event, .. }| {
            [
                (event.licenceToken, event.licenceTokenCode),
                (event.settlements, event.settlementsCode),
                (event.deals, event.dealsCode),
            ]
        })
        .collect();
    bound.same("what the splitter was bound to", &found, &vec![[token, settlements, deals]]);
    let found: Vec<_> = facts
        .bound_token
        .iter()
        .map(|Seen { event, .. }| {
            [
                (event.registry, event.registryCode),
                (event.splitter, event.splitterCode),
                (event.offers, event.offersCode),
                (event.deals, event.dealsCode),
                (event.metadata, event.metadataCode),
            ]
        })
        .collect();
    bound.same("what the licence token was bound to", &found, &vec![[registry, splitter, offers, deals, metadata]]);

    let mut known = Check::new("events_known", "Every event of the contracts is one that their interface names");
    known.compared = journal.transactions().iter().map(|transaction| transaction.events.len()).sum();
    known.failures.clone_from(&facts.unknown);
    [code, bound, known]
}
