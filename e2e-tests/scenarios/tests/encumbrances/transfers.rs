//! The transfer of a record as its buyer looked at it.

use crate::binding::{Bound, digest_of};
use alloy_primitives::{Address, B256};
use alloy_sol_types::{SolCall as _, SolError as _};
use chain::TOKEN;
use ink_e2e::{ChainClient, Hub};
use rules::challenge::Decision;
use scenarios::{Cast, digest};
use story::{
    abi::{
        ERC721,
        Encumbrances::{self, EncumbrancesChanged, NotOwner, RecordUnknown, transferCall},
        ProvenanceRegistry as Registry, Reservations,
    },
    calls::{Reason, address},
    protocol::record_id,
};

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_record_is_transferred_as_it_was_looked_at() {
    let mut bound = Bound::new(client.chain());
    let Cast { ada, ben, delta, .. } = bound.cast.clone();
    let registry = bound.world.protocol.registry;
    let records = [(&ada, 1, false), (&ada, 2, true), (&ben, 3, false), (&ben, 4, true)];
    for (owner, number, for_all) in records {
        let record = bound.world.work(owner, number);
        bound.approve(owner, record, for_all);
        let expected = bound.view(record).digest;
        let call = bound.transfer(record, &delta, expected);
        let done = bound.world.send(owner, bound.world.protocol.encumbrances, &call);
        let (from, to) = (address(owner.address()), address(delta.address()));
        // The registry tells of it, and nobody else does.
        let events: Vec<_> = done.events::<ERC721::Transfer>().collect();
        assert_eq!(events, [ERC721::Transfer { from, to, tokenId: record }]);
        assert_eq!(done.receipt.events.len(), 1);
        assert_eq!(bound.world.owner_of(registry, record), to);
        let approved = bound.world.view(registry, &ERC721::getApprovedCall { tokenId: record });
        assert_eq!((approved, bound.world.record(record).epoch), (Address::ZERO, 2));
    }
    assert_eq!(bound.world.balance_of(registry, &delta), 4);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn anything_that_changed_stops_the_transfer_and_is_told() {
    let mut bound = Bound::new(client.chain());
    let Cast { ada, ben, delta, .. } = bound.cast.clone();
    let (registry, module) = (bound.world.protocol.registry, bound.world.protocol.encumbrances);
    let record = bound.world.work(&ada, 1);
    bound.approve(&ada, record, true);
    let mut seen = vec![bound.view(record).digest];
    // After each change, what any buyer saw before it is refused, with the digest of now.
    let mut check = |bound: &mut Bound<'_>| {
        let now = digest_of(record, &bound.view(record));
        assert!(!seen.contains(&now));
        for old in &seen {
            let call = bound.transfer(record, &ben, *old);
            bound.world.refused(&ada, module, &call, EncumbrancesChanged { digest: now });
        }
        seen.push(now);
    };
    bound.split(&ada, record);
    check(&mut bound);
    bound.split(&ada, record);
    check(&mut bound);
    bound.lock(&ada, record);
    check(&mut bound);
    bound.withdraw(&ada, record, 86_400);
    check(&mut bound);
    bound.challenge(&delta, record);
    check(&mut bound);
    bound.challenge(&delta, record);
    check(&mut bound);
    // Away and back: somebody else may have licensed it meanwhile.
    bound.world.transfer(registry, &ada, &ben, record);
    bound.world.transfer(registry, &ben, &ada, record);
    check(&mut bound);
    bound.world.send(&ada, bound.world.protocol.reservations, &Reservations::reinstateCall { record });
    check(&mut bound);
    bound.world.chain.advance_time(7 * 86_400);
    bound.decide(1, Decision::Reject);
    check(&mut bound);
    // A digest of another record, and none.
    let other = bound.world.work(&ada, 2);
    let (now, others) = (bound.view(record).digest, bound.view(other).digest);
    for wrong in [others, B256::ZERO] {
        let call = bound.transfer(record, &ben, wrong);
        bound.world.refused(&ada, module, &call, EncumbrancesChanged { digest: now });
    }
    // That of now moves it, challenged as it is.
    let call = bound.transfer(record, &ben, now);
    bound.world.send(&ada, module, &call);
    assert_eq!(bound.world.owner_of(registry, record), address(ben.address()));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_transfer_that_the_registry_refuses_is_refused_in_its_words() {
    let mut bound = Bound::new(client.chain());
    let Cast { ada, ben, delta, .. } = bound.cast.clone();
    let (registry, module) = (bound.world.protocol.registry, bound.world.protocol.encumbrances);
    let record = bound.world.work(&ada, 1);
    let expected = bound.view(record).digest;
    let call = bound.transfer(record, &ben, expected);
    // Not approved, or approved for another record only, or no longer.
    let unapproved = ERC721::ERC721InsufficientApproval { operator: address(module), tokenId: record };
    bound.world.refused(&ada, module, &call, unapproved.clone());
    let other = bound.world.work(&ada, 2);
    bound.approve(&ada, other, false);
    bound.world.refused(&ada, module, &call, unapproved.clone());
    bound.approve(&ada, record, true);
    let never = ERC721::setApprovalForAllCall { operator: address(module), approved: false };
    bound.world.send(&ada, registry, &never);
    bound.world.refused(&ada, module, &call, unapproved);
    // To nobody.
    bound.approve(&ada, record, false);
    let nobody = transferCall { to: Address::ZERO, ..call.clone() };
    bound.world.refused(&ada, module, &nobody, ERC721::ERC721InvalidReceiver { receiver: Address::ZERO });
    // No record.
    let record = record_id(&digest(404));
    bound.world.refused(&ada, module, &transferCall { record, ..call.clone() }, RecordUnknown { record });
    // One that can still be taken over.
    let open = bound.world.provisional(&ada, 3);
    let early = bound.transfer(open, &ben, bound.view(open).digest);
    bound.world.refused(&ada, module, &early, Registry::RecordProvisional { record: open });
    // One that was struck.
    bound.challenge(&delta, other);
    bound.world.chain.advance_time(7 * 86_400);
    bound.decide(1, Decision::Strike);
    let struck = bound.transfer(other, &ben, bound.view(other).digest);
    bound.world.refused(&ada, module, &struck, Registry::RecordStruck { record: other });
    bound.world.send(&ada, module, &call);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r8_an_approval_of_the_module_is_of_use_to_nobody_but_the_owner() {
    let mut bound = Bound::new(client.chain());
    let Cast { ada, ben, thief, deployer, .. } = bound.cast.clone();
    let (registry, module) = (bound.world.protocol.registry, bound.world.protocol.encumbrances);
    let [one, all] = [1, 2].map(|number| bound.world.work(&ada, number));
    bound.approve(&ada, one, false);
    bound.approve(&ada, all, true);
    // Nor to those whom the owner approved as well: they have the registry's own transfer.
    let approval = ERC721::setApprovalForAllCall { operator: address(ben.address()), approved: true };
    bound.world.send(&ada, registry, &approval);
    for record in [one, all] {
        let expected = bound.view(record).digest;
        for who in [&thief, &ben, &deployer] {
            for to in [who, &ada] {
                let call = bound.transfer(record, to, expected);
                bound.world.refused(who, module, &call, NotOwner { caller: address(who.address()) });
            }
            if who.address() != ben.address() {
                let (from, to) = (address(ada.address()), address(who.address()));
                let operator = to;
                let call = ERC721::transferFromCall { from, to, tokenId: record };
                let refusal = ERC721::ERC721InsufficientApproval { operator, tokenId: record };
                bound.world.refused(who, registry, &call, refusal);
            }
        }
    }
    // The former owner's approval of all says nothing of a record that they sold.
    let call = bound.transfer(all, &ben, bound.view(all).digest);
    bound.world.send(&ada, module, &call);
    let call = bound.transfer(all, &ada, bound.view(all).digest);
    bound.world.refused(&ada, module, &call, NotOwner { caller: address(ada.address()) });
    let unapproved = ERC721::ERC721InsufficientApproval { operator: address(module), tokenId: all };
    bound.world.refused(&ben, module, &call, unapproved);
}

// ----------------------------------------------------------------------------- malformed calldata

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_a_transfer_that_is_not_canonical_is_refused() {
    let mut bound = Bound::new(client.chain());
    let Cast { ada, ben, .. } = bound.cast.clone();
    let module = bound.world.protocol.encumbrances;
    let record = bound.world.work(&ada, 1);
    bound.approve(&ada, record, false);
    let expected = bound.view(record).digest;
    let data = bound.transfer(record, &ben, expected).abi_encode();
    let length = Reason(Encumbrances::CalldataLength {}.abi_encode());
    for short in [4, 5, 36, 68, data.len() - 32, data.len() - 1] {
        assert_eq!(bound.world.refused_raw(&ada, module, data[..short].to_vec(), 0), length, "{short} bytes");
    }
    for more in [1, 31, 32, 96, 12_288] {
        let long = [data.clone(), vec![0; more]].concat();
        assert_eq!(bound.world.refused_raw(&ada, module, long, 0), length, "{more} bytes more");
    }
    // `to` is the second parameter; its first 12 bytes are zero.
    let dirty = Reason(Encumbrances::ParameterInvalid { position: 1 }.abi_encode());
    for byte in 0..12 {
        let mut data = data.clone();
        data[4 + 32 + byte] = 1;
        assert_eq!(bound.world.refused_raw(&ada, module, data, 0), dirty, "byte {byte}");
    }
    bound.world.chain.call(&ada, module, data, 0).unwrap();
    assert_eq!(bound.world.owner_of(bound.world.protocol.registry, record), address(ben.address()));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x3_the_module_takes_no_money() {
    let mut bound = Bound::new(client.chain());
    let Cast { ada, ben, .. } = bound.cast.clone();
    let module = bound.world.protocol.encumbrances;
    let record = bound.world.work(&ada, 1);
    bound.approve(&ada, record, false);
    let transfer = bound.transfer(record, &ben, bound.view(record).digest).abi_encode();
    let views = [
        Encumbrances::encumbrancesCall { record }.abi_encode(),
        Encumbrances::ancestorsCall { record, cursor: Vec::new().into(), limit: 1 }.abi_encode(),
    ];
    for data in views.into_iter().chain([transfer.clone()]) {
        for value in [chain::EVM_UNITS_PER_PLANCK, TOKEN] {
            bound.world.failed_raw(&ada, module, data.clone(), value);
        }
    }
    bound.world.failed_raw(&ada, module, Vec::new(), TOKEN);
    assert_eq!(bound.world.chain.balance(module), 0);
    bound.world.chain.call(&ada, module, transfer, 0).unwrap();
}
