//! Who may say something, and in which words.

use crate::court::{
    BOND, Court, DAY,
    calldata::{Sample, assert_only_canonical, assert_takes_no_money},
    deploy, naming,
};
use alloy_primitives::B256;
use alloy_sol_types::{SolCall, SolValue as _};
use chain::{H160, TOKEN};
use ink_e2e::{ChainClient, Hub};
use scenarios::{Cast, digest};
use story::{abi::Reservations, blobs, calls::address, protocol::record_id};

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x7_r8_nobody_speaks_for_the_owner() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, reservations) = (court.work(&cast.ada, 1), court.protocol.reservations);
    court.offer(&cast.ada, record, TOKEN);
    court.send(&cast.ada, reservations, &Reservations::withdrawCall { record, notice: DAY });
    let arbiter = court.arbiter.clone();
    for who in [&cast.ben, &cast.thief, &cast.deployer, &cast.orion, &arbiter] {
        let not_owner = Reservations::NotOwner { caller: address(who.address()) };
        let preferences = Reservations::setPreferencesCall { record, preferences: 1 };
        court.refused(who, reservations, &preferences, not_owner.clone());
        court.refused(who, reservations, &Reservations::withdrawCall { record, notice: 0 }, not_owner.clone());
        court.refused(who, reservations, &Reservations::reinstateCall { record }, not_owner.clone());
        court.refused(who, reservations, &naming(record, who), not_owner);
    }
}

/// That no message says anything of a record.
fn refused_all(court: &mut Court<'_>, cast: &Cast, record: alloy_primitives::U256, error: &[u8]) {
    let reservations = court.protocol.reservations;
    let calls = [
        Reservations::setPreferencesCall { record, preferences: 1 }.abi_encode(),
        Reservations::withdrawCall { record, notice: 0 }.abi_encode(),
        Reservations::reinstateCall { record }.abi_encode(),
        naming(record, &cast.ben).abi_encode(),
    ];
    for who in [&cast.ada, &cast.thief] {
        for call in &calls {
            assert_eq!(court.refused_raw(who, reservations, call.clone(), 0).0, error);
        }
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x4_of_what_is_unknown_provisional_or_struck_nothing_is_said() {
    use alloy_sol_types::SolError as _;
    let (mut court, cast) = Court::sits(client.chain());
    let record = record_id(&digest(99));
    refused_all(&mut court, &cast, record, &Reservations::RecordUnknown { record }.abi_encode());
    let record = court.provisional(&cast.ada, 1);
    refused_all(&mut court, &cast, record, &Reservations::RecordProvisional { record }.abi_encode());
    // An hour later its owner can.
    court.chain.advance_time(3_600);
    let reservations = court.protocol.reservations;
    court.send(&cast.ada, reservations, &Reservations::setPreferencesCall { record, preferences: 1 });
    let challenge = court.challenge(&cast.chloe, record, 1);
    court.strike(challenge, Some(&cast.thief));
    refused_all(&mut court, &cast, record, &Reservations::RecordStruck { record }.abi_encode());
}

/// A valid call of every message that changes anything.
fn samples(court: &mut Court<'_>, cast: &Cast) -> Vec<Sample> {
    let (record, withdrawn) = (court.work(&cast.ada, 1), court.work(&cast.ada, 2));
    let reservations = court.protocol.reservations;
    court.send(&cast.ada, reservations, &Reservations::withdrawCall { record: withdrawn, notice: 0 });
    vec![
        Sample::new(&cast.ada, &Reservations::setPreferencesCall { record, preferences: 1 }),
        Sample::new(&cast.ada, &Reservations::withdrawCall { record, notice: DAY }),
        Sample::new(&cast.ada, &Reservations::reinstateCall { record: withdrawn }),
        Sample::new(&cast.ada, &naming(record, &cast.ben)),
    ]
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_the_reservations_refuse_what_is_not_canonical() {
    let (mut court, cast) = Court::sits(client.chain());
    let samples = samples(&mut court, &cast);
    let reservations = court.protocol.reservations;
    assert_only_canonical(&mut court, reservations, &samples);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x3_the_reservations_take_no_money() {
    let (mut court, cast) = Court::sits(client.chain());
    let mut samples = samples(&mut court, &cast);
    let record = record_id(&digest(1));
    samples.extend([
        Sample::new(&cast.ada, &Reservations::preferencesCall { record }),
        Sample::new(&cast.ada, &Reservations::reservedAtCall { record, at: 1 }),
        Sample::new(&cast.ada, &Reservations::changesCall { record }),
        Sample::new(&cast.ada, &Reservations::entryCall { record, number: 1 }),
    ]);
    let reservations = court.protocol.reservations;
    assert_takes_no_money(&mut court, reservations, &samples);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x3_x4_a_constructor_takes_no_money_and_checks_what_it_is_told() {
    let (world, cast) = deploy(client.chain(), H160::zero(), BOND);
    let code = blobs::load("reservations").unwrap();
    let known = |contract: H160| (address(contract), B256::from(world.chain.code_hash(contract).unwrap().0));
    let (registry, arbitration) = (known(world.protocol.registry), known(world.protocol.arbitration));
    let arguments = |first: (_, B256), second: (_, B256)| (first.0, first.1, second.0, second.1).abi_encode_params();
    let before = world.chain.contracts();
    let wrong = [
        (arguments(registry, arbitration), TOKEN),
        (arguments((registry.0, B256::ZERO), arbitration), 0),
        (arguments(registry, (arbitration.0, registry.1)), 0),
        (arguments((arbitration.0, registry.1), arbitration), 0),
    ];
    for (arguments, value) in wrong {
        let failure = world.chain.deploy(&cast.ben, &code, arguments, value).unwrap_err();
        assert!(failure.receipt().unwrap().events.is_empty());
        assert!(world.chain.contracts() == before);
    }
}
