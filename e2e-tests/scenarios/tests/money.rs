//! Where a sale's money goes, to the last unit.

mod market;

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolError;
use chain::{Account, H160, TOKEN, runtime::RuntimeCall, to_evm_units};
use market::{
    ADA, BEN, CHLOE, DAY, DELTA, Market, ORION, Outcome, STRANGER, calldata, evm, evm::Habit, only, part, payee, signed,
};
use std::fmt::Debug;
use story::{
    abi::{LicenceToken, RoyaltySplitter, Settlements, Statements},
    calls::{Refused, address, h160, send, view},
    protocol::{NATIVE, NewOffer, record_id},
};

/// Divisible by nothing that matters here: neither by the size of a planck nor by 10 000.
const ODD: u128 = 123_456_789_012_345_677;
/// Of whole planck.
const WHOLE: u128 = 1_234_567_891 * chain::EVM_UNITS_PER_PLANCK;

// --------------------------------------------------------------------------------- sole owners

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l11_a_sole_owner_gets_the_price_directly() -> Outcome {
    let mut market = Market::open(client.chain())?;
    for (owner, buyer, price) in [
        (&*ADA, &*ORION, ODD),
        (&*BEN, &*ORION, ODD),
        (&*ADA, &*ORION, 1),
        (&*BEN, &*ORION, 99_999_999),
        (&*ADA, &*DELTA, WHOLE),
        (&*BEN, &*DELTA, WHOLE),
    ] {
        let record = market.record(owner)?;
        let offer = market.offer(owner, record, price)?;
        let before = market.chain.total_balance(owner.address());
        let (sale, paid) = market.paid_by(buyer, |market| market.buy(buyer, offer, price))?;
        assert_eq!(paid, signed(price));
        assert_eq!(market.chain.total_balance(owner.address()), before + price);
        let event: LicenceToken::Purchased = only(&sale.receipt);
        assert_eq!((event.price, event.version, event.direct), (price, 0, true));
        assert_eq!(sale.events::<RoyaltySplitter::Deposited>().count(), 0);
        market.owes(0);
        market.account(record, 0, owner.address(), [0, 0, 0]);
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn an_owner_without_an_account_is_paid_by_release() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let gone = Account::substrate("Gone");
    market.chain.endow(&gone, 1_000 * TOKEN);
    let record = market.record(&gone)?;
    let offer = market.offer(&gone, record, ODD)?;
    let all = pallet_balances::Call::transfer_all { dest: BEN.account_id().into(), keep_alive: false };
    market.chain.dispatch(&gone, RuntimeCall::Balances(all))?;
    assert!(!market.chain.account_exists(gone.address()));

    let (sale, paid) = market.paid_by(&ORION, |market| market.buy(&ORION, offer, ODD))?;
    assert_eq!(paid, signed(ODD), "the buyer pays no existential deposit");
    assert!(!only::<LicenceToken::Purchased>(&sale.receipt).direct);
    let deposited: RoyaltySplitter::Deposited = only(&sale.receipt);
    assert_eq!((deposited.version, h160(deposited.owner), deposited.amount), (0, gone.address(), ODD));
    market.owes(ODD);
    market.account(record, 0, gone.address(), [ODD, ODD, 0]);

    // They come back. Anyone may have them paid.
    market.chain.endow(&gone, TOKEN);
    let before = market.chain.total_balance(gone.address());
    let released = market.protocol.release(market.chain, &STRANGER, record, (1, 0), gone.address())?;
    assert_eq!(released.value, ODD);
    assert_eq!(market.chain.total_balance(gone.address()), before + ODD);
    market.owes(0);
    market.account(record, 0, gone.address(), [ODD, ODD, ODD]);
    // And the next sale is direct again.
    let sale = market.buy(&ORION, offer, ODD)?;
    assert!(only::<LicenceToken::Purchased>(&sale.receipt).direct);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_an_owner_who_cannot_take_money_keeps_it_due() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let terms = market.terms()?;
    for habit in [Habit::Revert(0), Habit::Revert(4), Habit::Break, Habit::Loop] {
        let owner = market.deploy(&evm::wallet(&habit))?;
        let record = market.record_with(&ADA, |work| work.owner = owner)?;
        let offer = NewOffer { record, terms, unit_price: ODD, ..NewOffer::default() }.call();
        market.chain.call(&ADA, owner, evm::through(market.protocol.offers, &calldata(&offer)), 0)?;
        let offer = market.protocol.offers(market.chain)?;
        let owed = market.protocol.owed(market.chain)?;
        let (sale, paid) = market.paid_by(&ORION, |market| market.buy(&ORION, offer, ODD))?;
        assert_eq!(paid, signed(ODD), "{habit:?}");
        assert!(!only::<LicenceToken::Purchased>(&sale.receipt).direct);
        market.owes(owed + ODD);
        market.account(record, 0, owner, [ODD, ODD, 0]);
        let account = address(owner);
        match habit {
            // It burns all that the releaser allows, and that is all it can do.
            Habit::Break | Habit::Loop => {
                let before = market.chain.contracts();
                market.protocol.release(market.chain, &ADA, record, (1, 0), owner).expect_err("it can't be paid");
                assert!(market.chain.contracts() == before);
            }
            _ => market.refused(RoyaltySplitter::PaymentFailed { account }, |market| {
                market.protocol.release(market.chain, &ADA, record, (1, 0), owner)
            }),
        }
        market.owes(owed + ODD);
    }
    Ok(())
}

// -------------------------------------------------------------------------------------- splits

/// Shares in basis points that add up to a whole, the first as uneven as can be.
fn shares(count: usize) -> Vec<u16> {
    let count = u16::try_from(count).expect("few");
    let mut shares: Vec<u16> = (1..=count).collect();
    let sum: u16 = shares.iter().sum();
    shares[usize::from(count) - 1] += 10_000 - sum;
    shares
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s1_s2_s3_payees_are_paid_in_the_sale() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let accounts = market.payees(16);
    let mut dust = 0;
    for (buyer, price) in [(&*ORION, ODD), (&*DELTA, WHOLE), (&*ORION, 10_007)] {
        for count in [1, 2, 5, 16] {
            let shares = shares(count);
            let payees: Vec<_> = accounts.iter().copied().zip(shares).collect();
            let record = market.record(&ADA)?;
            market.split(&ADA, record, &payees)?;
            let offer = market.offer(&ADA, record, price)?;
            let mut paid_so_far = vec![0; count];
            let owner = market.chain.total_balance(ADA.address());
            for round in 1..=2 {
                let before = market.balances(&accounts[..count]);
                let (sale, paid) = market.paid_by(buyer, |market| market.buy(buyer, offer, price))?;
                assert_eq!(paid, signed(price));
                let event: LicenceToken::Purchased = only(&sale.receipt);
                assert_eq!((event.version, event.direct), (1, false));
                let deposited: RoyaltySplitter::Deposited = only(&sale.receipt);
                assert_eq!((deposited.version, deposited.amount, deposited.owner), (1, price, Address::ZERO));
                let after = market.balances(&accounts[..count]);
                let received = round * price;
                let mut released: Vec<(H160, u128)> = Vec::new();
                for (position, (account, share)) in payees.iter().enumerate() {
                    let earned = part(received, *share, 0);
                    let amount = earned - paid_so_far[position];
                    assert_eq!(after[position] - before[position], amount, "{count} payees, {position}");
                    market.account(record, 1, *account, [received, earned, earned]);
                    paid_so_far[position] = earned;
                    if amount > 0 {
                        released.push((*account, amount));
                    }
                }
                let events: Vec<_> =
                    sale.events::<RoyaltySplitter::Released>().map(|event| (h160(event.payee), event.amount)).collect();
                assert_eq!(events, released);
                let rest = received - paid_so_far.iter().sum::<u128>();
                assert!(rest < count as u128, "more dust than payees");
                market.owes(dust + rest);
            }
            dust = market.protocol.owed(market.chain)?;
            assert_eq!(market.chain.total_balance(ADA.address()), owner);
            // Nothing is left that anybody could claim.
            for (account, _) in &payees {
                market.refused(RoyaltySplitter::NothingDue {}, |market| {
                    market.protocol.release(market.chain, &STRANGER, record, (1, 1), *account)
                });
            }
        }
    }
    assert!(dust > 0);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_a_payee_without_an_account_costs_the_buyer_nothing() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let exists = market.payees(1)[0];
    for (buyer, newcomer) in [(&*ORION, Account::ethereum("New 1")), (&*DELTA, Account::substrate("New 2"))] {
        let newcomer = newcomer.address();
        let record = market.record(&ADA)?;
        market.split(&ADA, record, &[(newcomer, 4_000), (exists, 6_000)])?;
        let offer = market.offer(&ADA, record, WHOLE)?;
        let (due, other) = (part(WHOLE, 4_000, 0), part(WHOLE, 6_000, 0));
        let owed = market.protocol.owed(market.chain)?;

        let before = market.chain.balance(exists);
        let (sale, paid) = market.paid_by(buyer, |market| market.buy(buyer, offer, WHOLE))?;
        assert_eq!(paid, signed(WHOLE), "price, fee and storage deposit, and no existential deposit");
        let existential = market.chain.existential_deposit();
        assert!(sale.receipt.deposit < i128::try_from(existential * 100)?);
        assert!(!market.chain.account_exists(newcomer));
        assert_eq!(market.chain.balance(exists) - before, other);
        market.account(record, 1, newcomer, [WHOLE, due, 0]);
        market.owes(owed + WHOLE - other);

        // Who has it released pays for the new account.
        let (released, paid) = market
            .paid_by(&STRANGER, |market| market.protocol.release(market.chain, &STRANGER, record, (1, 1), newcomer))?;
        assert_eq!(released.value, due);
        assert_eq!(paid, signed(to_evm_units(existential)));
        assert_eq!(market.chain.balance(newcomer), due);
        market.account(record, 1, newcomer, [WHOLE, due, due]);

        // From now on the sale pays.
        market.buy(buyer, offer, WHOLE)?;
        assert_eq!(market.chain.balance(newcomer), 2 * due);
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s6_splits_that_are_refused() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let provisional = market.provisional_record(&ADA)?;
    let (a, b) = (BEN.address(), CHLOE.address());
    let whole = [(a, 10_000)];
    fn refuses<E: SolError + PartialEq + Debug>(
        market: &mut Market,
        (who, record): (&Account, U256),
        payees: &[(H160, u16)],
        error: E,
    ) {
        market.refused(error, |market| market.protocol.set_split(market.chain, who, record, payees));
    }
    for _ in 0..2 {
        let unknown = U256::from(5);
        refuses(&mut market, (&ADA, unknown), &whole, Settlements::RecordUnknown { record: unknown });
        let error = Settlements::RecordProvisional { record: provisional };
        refuses(&mut market, (&ADA, provisional), &whole, error);
        let caller = address(STRANGER.address());
        refuses(&mut market, (&STRANGER, record), &whole, Settlements::NotOwner { caller });

        let ours = (&*ADA, record);
        refuses(&mut market, ours, &[], Settlements::PayeeCount {});
        let share = |number| if number == 1 { 9_984 } else { 1 };
        let many: Vec<_> = (1..=17).map(|number| (H160::repeat_byte(number), share(number))).collect();
        refuses(&mut market, ours, &many, Settlements::PayeeCount {});
        let account = address(a);
        refuses(&mut market, ours, &[(a, 5_000), (b, 2), (a, 4_998)], Settlements::PayeeRepeated { account });
        refuses(&mut market, ours, &[(a, 0), (b, 10_000)], Settlements::ShareZero { account });
        refuses(&mut market, ours, &[(b, 10_000), (a, 0)], Settlements::ShareZero { account });
        for (share, sum) in [(4_999, 9_999), (5_001, 10_001), (65_535, 70_535)] {
            refuses(&mut market, ours, &[(a, 5_000), (b, share)], Settlements::SharesNotWhole { sum });
        }
        // 65 536 more than a whole.
        let wraps = [(a, 65_535), (b, 10_000), (H160::repeat_byte(1), 1)];
        refuses(&mut market, ours, &wraps, Settlements::SharesNotWhole { sum: 75_536 });
        for account in [H160::zero(), market.protocol.splitter] {
            let error = Settlements::PayeeInvalid { account: address(account) };
            refuses(&mut market, ours, &[(a, 5_000), (account, 5_000)], error);
        }
        // Again when the record has a split and is known to the licence token.
        market.split(&ADA, record, &whole)?;
        market.offer(&ADA, record, ODD)?;
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s11_money_stays_under_the_version_it_was_earned_under() -> Outcome {
    let mut market = Market::open(client.chain())?;
    // Nobody has an account, so that all stays to be seen.
    let [a, b, c] = [0xa, 0xb, 0xc].map(H160::repeat_byte);
    let record = market.record(&ADA)?;
    let offer = market.offer(&ADA, record, ODD)?;
    assert!(only::<LicenceToken::Purchased>(&market.buy(&ORION, offer, ODD)?.receipt).direct);

    let versions = |market: &Market| {
        view(market.chain, market.protocol.splitter, &RoyaltySplitter::versionsCall { record, generation: 1 })
    };
    let bought_under = |market: &mut Market| -> Result<u32, Refused> {
        Ok(only::<LicenceToken::Purchased>(&market.buy(&ORION, offer, ODD)?.receipt).version)
    };
    // The first applies at once.
    assert_eq!(market.split(&ADA, record, &[(a, 10_000)])?, 1);
    assert_eq!((versions(&market)?.current, versions(&market)?.next), (1, 0));
    assert_eq!(bought_under(&mut market)?, 1);
    market.account(record, 1, a, [ODD, ODD, 0]);

    // The second a day later. An announcement can be replaced, and the day begins anew.
    assert_eq!(market.split(&ADA, record, &[(b, 10_000)])?, 2);
    market.chain.advance_time(DAY - 60);
    assert_eq!(bought_under(&mut market)?, 1);
    let announced = market.protocol.set_split(market.chain, &ADA, record, &[(c, 9_999), (a, 1)])?;
    assert_eq!(announced.value, 3);
    let applies_at = announced.receipt.timestamp + DAY;
    assert_eq!(
        versions(&market)?,
        RoyaltySplitter::Versions { current: 1, next: 3, appliesAt: applies_at, locked: false, last: 3 }
    );
    market.wait_until(applies_at - 1);
    assert_eq!(bought_under(&mut market)?, 1);
    market.account(record, 1, a, [3 * ODD, 3 * ODD, 0]);
    assert_eq!(bought_under(&mut market)?, 3);
    market.account(record, 1, a, [3 * ODD, 3 * ODD, 0]);
    market.account(record, 2, b, [0, 0, 0]);
    market.account(record, 3, c, [ODD, part(ODD, 9_999, 0), 0]);
    market.account(record, 3, a, [ODD, part(ODD, 1, 0), 0]);
    market.owes(4 * ODD);

    // Each is released by itself.
    assert_eq!(market.protocol.release(market.chain, &STRANGER, record, (1, 1), a)?.value, 3 * ODD);
    assert_eq!(market.chain.balance(a), 3 * ODD);
    market.account(record, 3, a, [ODD, part(ODD, 1, 0), 0]);
    market.owes(ODD);
    market.refused(RoyaltySplitter::NotPayee { account: address(b) }, |market| {
        market.protocol.release(market.chain, &STRANGER, record, (1, 1), b)
    });
    market.refused(RoyaltySplitter::NothingDue {}, |market| {
        market.protocol.release(market.chain, &STRANGER, record, (1, 2), b)
    });
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn a_split_applies_from_its_second_on() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    market.split(&ADA, record, &[(BEN.address(), 10_000)])?;
    let offer = market.offer(&ADA, record, ODD)?;
    let announced = market.protocol.set_split(market.chain, &ADA, record, &[(CHLOE.address(), 10_000)])?;
    market.wait_until(announced.receipt.timestamp + DAY);
    let sale = market.buy(&ORION, offer, ODD)?;
    assert_eq!(sale.receipt.timestamp, announced.receipt.timestamp + DAY);
    assert_eq!(only::<LicenceToken::Purchased>(&sale.receipt).version, 2);
    // A split outlives the record's transfer, until the new owner's day has passed.
    market.transfer(market.protocol.registry, &ADA, BEN.address(), record)?;
    let offer = market.offer(&BEN, record, ODD)?;
    let sale = market.buy(&ORION, offer, ODD)?;
    assert_eq!(only::<LicenceToken::Purchased>(&sale.receipt).version, 2);
    let caller = address(ADA.address());
    market.refused(Settlements::NotOwner { caller }, |market| {
        market.protocol.set_split(market.chain, &ADA, record, &[(ADA.address(), 10_000)])
    });
    assert_eq!(market.split(&BEN, record, &[(BEN.address(), 10_000)])?, 3);
    market.chain.advance_time(DAY);
    let before = market.chain.balance(BEN.address());
    market.buy(&ORION, offer, ODD)?;
    assert_eq!(market.chain.balance(BEN.address()) - before, ODD);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s11_a_transferred_record_leaves_its_owners_ledger_behind() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let silent = market.deploy(&evm::wallet(&Habit::Revert(0)))?;
    let parent = market.record_with(&ADA, |work| work.owner = silent)?;
    let child = market.child(&ADA, &[(parent, 10_000)])?;
    let offer = market.offer(&ADA, child, ODD)?;
    market.buy(&ORION, offer, ODD)?;
    market.protocol.settle(market.chain, &STRANGER, child, parent)?;
    market.account(parent, 0, silent, [ODD, ODD, 0]);
    // The wallet gives the record away.
    let call =
        story::abi::ERC721::transferFromCall { from: address(silent), to: address(CHLOE.address()), tokenId: parent };
    let registry = market.protocol.registry;
    market.chain.call(&STRANGER, silent, evm::through(registry, &calldata(&call)), 0)?;
    market.account(parent, 0, silent, [ODD, ODD, 0]);
    market.account(parent, 0, CHLOE.address(), [0, 0, 0]);
    market.refused(RoyaltySplitter::NothingDue {}, |market| {
        market.protocol.release(market.chain, &CHLOE, parent, (1, 0), CHLOE.address())
    });
    market.buy(&ORION, offer, ODD)?;
    let before = market.chain.balance(CHLOE.address());
    market.protocol.settle(market.chain, &STRANGER, child, parent)?;
    assert_eq!(market.chain.balance(CHLOE.address()) - before, ODD);
    market.account(parent, 0, silent, [ODD, ODD, 0]);
    market.account(parent, 0, CHLOE.address(), [ODD, ODD, ODD]);
    market.owes(ODD);
    Ok(())
}

// ------------------------------------------------------------------------------------- parents

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s12_parents_get_their_part_and_not_a_unit_more() -> Outcome {
    let mut market = Market::open(client.chain())?;
    for count in [1_u16, 2, 16] {
        let owed = market.protocol.owed(market.chain)?;
        let shares: Vec<u16> = (1..=count).map(|number| 17 * number).collect();
        let sum: u16 = shares.iter().sum();
        let mut parents = Vec::new();
        for share in &shares {
            parents.push((market.record(&BEN)?, *share));
        }
        let child = market.child(&ADA, &parents)?;
        let offer = market.offer(&ADA, child, ODD)?;
        let (owner, parents_owner) = (ADA.address(), BEN.address());
        let before = market.balances(&[owner, parents_owner]);
        let sale = market.buy(&ORION, offer, ODD)?;
        // The owner's part is paid at once, the parents' waits.
        let owners = part(ODD, 10_000, sum);
        let after = market.balances(&[owner, parents_owner]);
        assert_eq!((after[0] - before[0], after[1]), (owners, before[1]));
        market.account(child, 0, owner, [ODD, owners, owners]);
        let deposited: RoyaltySplitter::Deposited = only(&sale.receipt);
        let event: LicenceToken::Purchased = only(&sale.receipt);
        assert_eq!((deposited.parentsShare, h160(deposited.owner)), (sum, owner));
        assert_eq!((event.version, event.direct), (0, false));
        market.owes(owed + ODD - owners);

        let mut settled = 0;
        for (parent, share) in &parents {
            let due = ODD * u128::from(*share) / 10_000;
            let account = market.protocol.parent_account(market.chain, child, *parent)?;
            assert_eq!(account, Statements::Account { received: ODD, earned: due, released: 0, due });
            let before = market.chain.balance(parents_owner);
            let done = market.protocol.settle(market.chain, &STRANGER, child, *parent)?;
            assert_eq!(done.value, due);
            let event: Settlements::Settled = only(&done.receipt);
            assert_eq!((event.child, event.parent, event.childGeneration, event.amount), (child, *parent, 1, due));
            assert_eq!(market.chain.balance(parents_owner) - before, due);
            market.account(*parent, 0, parents_owner, [due, due, due]);
            let account = market.protocol.parent_account(market.chain, child, *parent)?;
            assert_eq!(account, Statements::Account { received: ODD, earned: due, released: due, due: 0 });
            settled += due;
            market.owes(owed + ODD - owners - settled);
            market.refused(RoyaltySplitter::NothingDue {}, |market| {
                market.protocol.settle(market.chain, &BEN, child, *parent)
            });
        }
        assert!(ODD - owners - settled <= u128::from(count), "more dust than parents and owner");
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s12_settling_needs_a_link() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let parent = market.record(&BEN)?;
    let stranger = market.record(&CHLOE)?;
    let child = market.child(&ADA, &[(parent, 5_000)])?;
    let offer = market.offer(&ADA, child, ODD)?;
    let nobody = record_id(&[0xee; 32]);
    let settle = |market: &mut Market, child, parent| market.protocol.settle(market.chain, &BEN, child, parent);
    // Nothing was earned yet.
    market.refused(RoyaltySplitter::NothingDue {}, |market| settle(market, child, parent));
    market.buy(&ORION, offer, ODD)?;
    for (child, parent) in [
        (child, stranger),
        (child, child),
        (parent, child),
        (child, nobody),
        (nobody, parent),
        (stranger, stranger),
        (U256::ZERO, U256::ZERO),
    ] {
        market.refused(Settlements::NotParent { child, parent }, |market| settle(market, child, parent));
    }
    settle(&mut market, child, parent)?;
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s12_a_settlement_pays_the_parents_payees() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let payees = market.payees(3);
    let parent = market.record(&BEN)?;
    market.split(&BEN, parent, &[(payees[0], 3_333), (payees[1], 3_333), (payees[2], 3_334)])?;
    let child = market.child(&ADA, &[(parent, 2_500)])?;
    market.split(&ADA, child, &[(CHLOE.address(), 10_000)])?;
    let offer = market.offer(&ADA, child, ODD)?;
    let before = market.chain.balance(CHLOE.address());
    market.buy(&ORION, offer, ODD)?;
    let left = part(ODD, 10_000, 2_500);
    assert_eq!(market.chain.balance(CHLOE.address()) - before, left);
    let before = market.balances(&payees);
    let settled = market.protocol.settle(market.chain, &STRANGER, child, parent)?.value;
    assert_eq!(settled, ODD / 4);
    let after = market.balances(&payees);
    let mut paid = 0;
    for (position, share) in [3_333, 3_333, 3_334].into_iter().enumerate() {
        let due = part(settled, share, 0);
        assert_eq!(after[position] - before[position], due);
        market.account(parent, 1, payees[position], [settled, due, due]);
        paid += due;
    }
    market.owes(ODD - left - paid);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s12_a_chain_of_works_pays_the_first_exactly() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let owners = [&*BEN, &*ADA, &*CHLOE, &*STRANGER, &*ADA];
    let shares = [5_000, 3_333, 10_000, 1];
    let mut works = vec![market.record(owners[0])?];
    for (owner, share) in owners[1..].iter().zip(shares) {
        works.push(market.child(owner, &[(works[works.len() - 1], share)])?);
    }
    let offer = market.offer(&ADA, works[4], ODD)?;
    market.buy(&ORION, offer, ODD)?;
    let mut income = ODD;
    let mut dust = 0;
    for step in (0..4).rev() {
        let (child, parent) = (works[step + 1], works[step]);
        let moved = market.protocol.settle(market.chain, &DELTA, child, parent)?.value;
        assert_eq!(moved, income * u128::from(shares[step]) / 10_000);
        dust += income - moved - part(income, 10_000, shares[step]);
        income = moved;
        let left = part(income, 10_000, if step == 0 { 0 } else { shares[step - 1] });
        market.account(parent, 0, owners[step].address(), [income, left, left]);
        market.owes(dust + income - left);
    }
    assert!(income > 0 && dust < 5);
    // Another sale further up goes the same way, and nothing is paid twice.
    let offer = market.offer(&ADA, works[1], ODD)?;
    let before = market.chain.balance(BEN.address());
    market.buy(&ORION, offer, ODD)?;
    let settled = market.protocol.settle(market.chain, &DELTA, works[1], works[0])?.value;
    assert_eq!(market.chain.balance(BEN.address()) - before, settled);
    assert!(settled.abs_diff(ODD / 2) <= 1, "{settled} of {ODD}");
    market.refused(RoyaltySplitter::NothingDue {}, |market| {
        market.protocol.settle(market.chain, &DELTA, works[1], works[0])
    });
    Ok(())
}

// --------------------------------------------------------------------------- everybody's calls

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn a_stranger_cannot_deposit() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let deployer = Account::substrate("Deployer");
    for who in [&*STRANGER, &*ADA, &deployer] {
        let caller = address(who.address());
        for (value, pay_out) in [(0, false), (TOKEN, false), (TOKEN, true)] {
            let call = RoyaltySplitter::depositCall {
                to: RoyaltySplitter::To { record, generation: 1, version: 0, owner: caller, parentsShare: 0 },
                money: RoyaltySplitter::Money { currency: NATIVE, amount: value },
                buyer: RoyaltySplitter::Buyer { account: Default::default(), payOut: pay_out },
                referrer: Default::default(),
                referral: 0,
            };
            market.refused(RoyaltySplitter::CallerNotAllowed { caller }, |market| {
                send(market.chain, who, market.protocol.splitter, &call, value)
            });
        }
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s8_releases_that_are_refused() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let reverts = market.deploy(&evm::wallet(&Habit::Revert(2)))?;
    // An ink! contract without a message for plain transfers.
    let mute = market.protocol.terms_book;
    let newcomer = H160::repeat_byte(0x44);
    let record = market.record(&ADA)?;
    market.split(&ADA, record, &[(reverts, 1_000), (mute, 2_000), (newcomer, 7_000)])?;
    let offer = market.offer(&ADA, record, ODD)?;
    market.buy(&ORION, offer, ODD)?;
    market.owes(ODD);
    let release = |market: &mut Market, key: (u32, u32), payee: H160| {
        market.protocol.release(market.chain, &STRANGER, record, key, payee)
    };
    for account in [reverts, mute] {
        market.refused(RoyaltySplitter::PaymentFailed { account: address(account) }, |market| {
            release(market, (1, 1), account)
        });
    }
    for (key, payee) in [((1, 1), ADA.address()), ((1, 1), H160::zero()), ((1, 2), newcomer), ((2, 1), newcomer)] {
        market.refused(RoyaltySplitter::NotPayee { account: address(payee) }, |market| release(market, key, payee));
    }
    for payee in [newcomer, ADA.address(), H160::zero()] {
        market.refused(RoyaltySplitter::NothingDue {}, |market| release(market, (1, 0), payee));
    }
    release(&mut market, (1, 1), newcomer)?;
    market.refused(RoyaltySplitter::NothingDue {}, |market| release(market, (1, 1), newcomer));
    market.owes(ODD - part(ODD, 7_000, 0));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s14_calling_what_anyone_may_call_gains_nothing() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let payees = market.payees(3);
    let late = H160::repeat_byte(0x55);
    let parent = market.record(&BEN)?;
    let record = market.child(&ADA, &[(parent, 1_000)])?;
    market.split(&ADA, record, &[(payees[0], 1), (payees[1], 2_999), (late, 7_000)])?;
    let offer = market.offer(&ADA, record, ODD)?;
    market.buy(&ORION, offer, ODD)?;
    let mut before = market.chain.total_balance(STRANGER.address());
    for _ in 0..3 {
        for payee in [payees[0], payees[1], late] {
            let _ = market.protocol.release(market.chain, &STRANGER, record, (1, 1), payee);
        }
        let _ = market.protocol.settle(market.chain, &STRANGER, record, parent);
        let after = market.chain.total_balance(STRANGER.address());
        assert!(after < before);
        before = after;
    }
    assert_eq!(market.chain.balance(late), part(ODD, 7_000, 1_000));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s4_s5_tiny_sales_starve_nobody() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let payees = market.payees(2);
    let record = market.record(&ADA)?;
    market.split(&ADA, record, &[(payees[0], 1), (payees[1], 9_999)])?;
    let prices: Vec<u128> = (1..=9).collect();
    let mut offers = Vec::new();
    for price in &prices {
        offers.push(market.offer(&ADA, record, *price)?);
    }
    // So much that thirty more tiny ones take the small payee over the next whole unit.
    let large = market.offer(&ADA, record, 29_900)?;
    let before = market.balances(&payees);
    market.buy(&ORION, large, 29_900)?;
    let mut received = 29_900;
    for round in 0..30 {
        let position = round * 7 % prices.len();
        market.buy(&ORION, offers[position], prices[position])?;
        received += prices[position];
        let after = market.balances(&payees);
        assert_eq!(after[0] - before[0], received / 10_000);
        assert_eq!(after[1] - before[1], received * 9_999 / 10_000);
    }
    assert!(received > 30_000);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s13_money_that_nobody_sent_for_a_ledger_is_nobodys() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    market.split(&ADA, record, &[(payee(0).address(), 10_000)])?;
    let offer = market.offer(&ADA, record, ODD)?;
    market.buy(&ORION, offer, ODD)?;
    let splitter = market.protocol.splitter;
    // By the balances pallet, which asks no contract.
    market.chain.transfer(&BEN, splitter, 3 * TOKEN)?;
    assert_eq!(market.protocol.owed(market.chain)?, ODD);
    assert_eq!(market.chain.balance(splitter), ODD + 3 * TOKEN);
    market.account(record, 1, payee(0).address(), [ODD, ODD, 0]);
    assert_eq!(market.protocol.release(market.chain, &BEN, record, (1, 1), payee(0).address())?.value, ODD);
    assert_eq!(market.chain.balance(splitter), 3 * TOKEN);
    // As a payment, it is refused, but by what is there to take it.
    let takers = [market.protocol.pool_template, market.protocol.inbox_template];
    for contract in market.protocol.contracts().into_iter().filter(|contract| !takers.contains(&contract.1)) {
        let before = market.chain.contracts();
        market.chain.transfer(&ORION, contract.1, TOKEN).expect_err("it takes no payments");
        assert!(market.chain.contracts() == before, "{}", contract.0);
    }
    Ok(())
}
