//! Offers, sales and licences: every refusal, and what a sale leaves behind.

mod market;

use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::SolValue;
use chain::{Account, Chain, H160, NotIncluded, TOKEN};
use market::{
    ADA, BEN, CHLOE, DAY, DELTA, MONTH, Market, ORION, Outcome, STRANGER, evm, evm::Habit, only, order, terms,
};
use rules::{
    licence::Coverage,
    limits::{MAX_DURATION, MAX_RECEIVED, MAX_REVOCATION_NOTICE, MAX_URI, MIN_REVOCATION_NOTICE},
    offer::Refusal,
    terms::{Duration, Revocation, Terms},
    uses::{COMMERCIAL, DERIVE, FINE_TUNE, SEARCH, TRAIN_GENERATIVE},
};
use story::{
    abi::{ERC721, LicenceToken, Offers, RoyaltySplitter, Settlements, TermsBook},
    calls::{Done, Refused, address, send, view},
    protocol::{NewOffer, Question, terms_id},
};

const PRICE: u128 = 5 * TOKEN;

// -------------------------------------------------------------------------------------- terms

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn x5_terms_that_mean_nothing_are_refused() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let publish = |market: &mut Market, terms: &Terms| market.protocol.publish_terms(market.chain, &ADA, terms);
    for uses in [0, 1 << 10, TRAIN_GENERATIVE | 1 << 15] {
        market.refused(TermsBook::UsesInvalid { uses }, |market| publish(market, &Terms { uses, ..terms() }));
    }
    for users in [0, 1 << 5, COMMERCIAL | 1 << 7] {
        market.refused(TermsBook::UsersInvalid { users }, |market| publish(market, &Terms { users, ..terms() }));
    }
    let content = TermsBook::Terms {
        uses: TRAIN_GENERATIVE,
        users: COMMERCIAL,
        perpetual: false,
        duration: 1,
        exclusive: false,
        transferable: false,
        attribution: false,
        revocable: false,
        notice: 0,
        derivativeShare: 0,
        resaleRoyalty: 0,
        document: B256::ZERO,
        uri: String::new(),
    };
    for (perpetual, duration) in [(true, 1), (false, 0), (false, MAX_DURATION + 1), (true, u64::MAX)] {
        let call = TermsBook::publishTermsCall { terms: TermsBook::Terms { perpetual, duration, ..content.clone() } };
        market.refused(TermsBook::DurationInvalid { perpetual, duration }, |market| {
            send(market.chain, &ADA, market.protocol.terms_book, &call, 0)
        });
    }
    let day = MIN_REVOCATION_NOTICE;
    for (revocable, notice) in
        [(false, 1), (false, day), (true, 0), (true, day - 1), (true, MAX_REVOCATION_NOTICE + 1), (true, u32::MAX)]
    {
        let call = TermsBook::publishTermsCall { terms: TermsBook::Terms { revocable, notice, ..content.clone() } };
        market.refused(TermsBook::RevocationInvalid { revocable, notice }, |market| {
            send(market.chain, &ADA, market.protocol.terms_book, &call, 0)
        });
    }
    for share in [10_001, u16::MAX] {
        let terms = Terms { resale_royalty: share, ..terms() };
        market.refused(TermsBook::ResaleRoyaltyInvalid { share }, |market| publish(market, &terms));
    }
    for (uses, share) in [(TRAIN_GENERATIVE, 1), (DERIVE, 10_001)] {
        let terms = Terms { uses, derivative_share: share, ..terms() };
        market.refused(TermsBook::DerivativeShareInvalid { share }, |market| publish(market, &terms));
    }
    let uri = vec![b'a'; MAX_URI + 1];
    market.refused(TermsBook::UriTooLong {}, |market| publish(market, &Terms { uri, ..terms() }));
    for uri in ["a b", "a\u{e9}", "a\n", "\u{7f}"] {
        let uri = uri.as_bytes().to_vec();
        market.refused(TermsBook::UriInvalid {}, |market| publish(market, &Terms { uri, ..terms() }));
    }
    // The widest there can be.
    let widest = Terms {
        uses: rules::uses::ALL_USES,
        users: rules::uses::ALL_USERS,
        duration: Duration::Seconds(MAX_DURATION),
        exclusive: true,
        attribution: true,
        revocation: Revocation::AfterNotice(MAX_REVOCATION_NOTICE),
        derivative_share: 10_000,
        resale_royalty: 10_000,
        uri: vec![b'~'; MAX_URI],
        ..terms()
    };
    assert_eq!(publish(&mut market, &widest)?.value, terms_id(&widest));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn r3_terms_are_found_by_the_hash_of_what_they_say() -> Outcome {
    let market = Market::open(client.chain())?;
    let all = [
        terms(),
        Terms { duration: Duration::Perpetual, ..terms() },
        Terms { duration: Duration::Seconds(MONTH + 1), ..terms() },
        Terms { transferable: false, ..terms() },
        Terms { attribution: true, ..terms() },
        Terms { exclusive: true, ..terms() },
        Terms { revocation: Revocation::AfterNotice(MIN_REVOCATION_NOTICE), ..terms() },
        Terms { revocation: Revocation::AfterNotice(MAX_REVOCATION_NOTICE), ..terms() },
        Terms { resale_royalty: 250, ..terms() },
        Terms { document: [0; 32], ..terms() },
        Terms { uses: DERIVE, derivative_share: 700, ..terms() },
        Terms { uri: Vec::new(), ..terms() },
        Terms { uses: SEARCH, ..terms() },
    ];
    for terms in &all {
        let published = market.protocol.publish_terms(market.chain, &ADA, terms)?;
        let id = published.value;
        assert_eq!(id, keccak256(terms.preimage()));
        let event: TermsBook::TermsPublished = only(&published.receipt);
        let (perpetual, duration) = terms.duration.to_pair();
        let uri = String::from_utf8(terms.uri.clone())?;
        let book = market.protocol.terms_book;
        let kept = view(market.chain, book, &TermsBook::termsCall { terms: id })?;
        let (revocable, notice) = terms.revocation.to_pair();
        let clauses = TermsBook::Clauses {
            uses: terms.uses,
            users: terms.users,
            perpetual,
            duration,
            exclusive: terms.exclusive,
            transferable: terms.transferable,
            attribution: terms.attribution,
            revocable,
            notice,
            derivativeShare: terms.derivative_share,
            resaleRoyalty: terms.resale_royalty,
            document: terms.document.into(),
        };
        assert_eq!(kept, clauses);
        let content = TermsBook::Terms {
            uses: terms.uses,
            users: terms.users,
            perpetual,
            duration,
            exclusive: terms.exclusive,
            transferable: terms.transferable,
            attribution: terms.attribution,
            revocable,
            notice,
            derivativeShare: terms.derivative_share,
            resaleRoyalty: terms.resale_royalty,
            document: terms.document.into(),
            uri: uri.clone(),
        };
        assert_eq!(event, TermsBook::TermsPublished { terms: id, content }, "all can be rebuilt from the event");
        assert_eq!(view(market.chain, book, &TermsBook::termsURICall { terms: id })?, uri);

        // Anyone may say it again: nothing happens.
        let before = market.chain.contracts();
        let again = market.protocol.publish_terms(market.chain, &BEN, terms)?;
        assert_eq!(again.value, id);
        assert_eq!(again.receipt.events, []);
        assert!(market.chain.contracts() == before);
    }
    let unknown = view(market.chain, market.protocol.terms_book, &TermsBook::termsCall { terms: B256::ZERO })?;
    assert!(unknown.abi_encode().iter().all(|byte| *byte == 0), "{unknown:?}");
    Ok(())
}

// ------------------------------------------------------------------------------------- offers

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn x5_offers_that_cannot_be_made() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let terms = market.terms()?;
    let record = market.record_with(&ADA, |work| work.units = 1_000)?;
    let provisional = market.provisional_record(&ADA)?;
    let good = NewOffer { record, terms, unit_price: PRICE, ..NewOffer::default() };
    let make =
        |market: &mut Market, who: &Account, offer: &NewOffer| market.protocol.create_offer(market.chain, who, offer);

    // Before the record's first offer and after it, when its sale state is known.
    for _ in 0..2 {
        let record = U256::from(7);
        market.refused(Offers::RecordUnknown { record }, |market| {
            make(market, &ADA, &NewOffer { record, ..good.clone() })
        });
        let record = provisional;
        market.refused(Offers::RecordProvisional { record }, |market| {
            make(market, &ADA, &NewOffer { record, ..good.clone() })
        });
        let caller = address(STRANGER.address());
        market.refused(Offers::NotOwner { caller }, |market| make(market, &STRANGER, &good));
        for terms in [B256::ZERO, B256::repeat_byte(0xff)] {
            market.refused(Offers::TermsUnknown { terms }, |market| {
                make(market, &ADA, &NewOffer { terms, ..good.clone() })
            });
        }
        // The record is no video and no sound, so it has no seconds.
        for unit in [2, 4, 255] {
            let kind = rules::work::Kind::Other as u8;
            market.refused(Offers::PriceUnitInvalid { unit, kind }, |market| {
                make(market, &ADA, &NewOffer { unit, ..good.clone() })
            });
        }
        for (unit_price, unit) in [(MAX_RECEIVED + 1, 0), (u128::MAX, 0), (MAX_RECEIVED / 1_000 + 1, 1), (u128::MAX, 1)]
        {
            market.refused(Offers::PriceTooHigh {}, |market| {
                make(market, &ADA, &NewOffer { unit_price, unit, ..good.clone() })
            });
        }
        let now = market.chain.now();
        // The open block's second is the one in which it would be made, plus six for each attempt.
        for (opens, closes) in [(now + 500, now + 500), (now + 500, now + 499), (0, now), (0, 1), (u64::MAX, 1)] {
            market.refused(Offers::WindowInvalid {}, |market| {
                make(market, &ADA, &NewOffer { opens, closes, ..good.clone() })
            });
        }
        make(&mut market, &ADA, &good)?;
    }
    // What is just inside every bound is fine.
    let at_bounds = [
        NewOffer { unit_price: MAX_RECEIVED, ..good.clone() },
        NewOffer { unit_price: MAX_RECEIVED / 1_000, unit: 1, ..good.clone() },
        NewOffer { closes: market.chain.now() + 100, opens: market.chain.now() + 99, ..good.clone() },
        NewOffer { opens: u64::MAX, ..good.clone() },
        NewOffer { supply: u32::MAX, unit_price: 0, ..good.clone() },
    ];
    for offer in &at_bounds {
        make(&mut market, &ADA, offer)?;
    }
    assert_eq!(market.protocol.offers(market.chain)?, 7);
    // A provisional record's hour ends.
    market.chain.advance_time(3_600);
    make(&mut market, &ADA, &NewOffer { record: provisional, ..good })?;
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn x5_offers_that_cannot_be_closed() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let offer = market.offer(&ADA, record, PRICE)?;
    let close = |market: &mut Market, who: &Account, offer| market.protocol.close_offer(market.chain, who, offer);
    for offer in [0, 2, u64::MAX] {
        market.refused(Offers::OfferUnknown { offer }, |market| close(market, &ADA, offer));
    }
    let caller = address(STRANGER.address());
    market.refused(Offers::NotOwner { caller }, |market| close(market, &STRANGER, offer));
    let closed = close(&mut market, &ADA, offer)?;
    let event: Offers::OfferClosed = only(&closed.receipt);
    assert_eq!(event.offer, offer);
    market.refused(Offers::OfferAlreadyClosed { offer }, |market| close(market, &ADA, offer));
    // Who has sold the record closes nothing; who has bought it may tidy up.
    let stale = market.offer(&ADA, record, PRICE)?;
    market.transfer(market.protocol.registry, &ADA, BEN.address(), record)?;
    let caller = address(ADA.address());
    market.refused(Offers::NotOwner { caller }, |market| close(market, &ADA, stale));
    close(&mut market, &BEN, stale)?;
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l8_an_offer_stays_what_it_is() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record_with(&ADA, |work| work.units = 10)?;
    let closes = market.chain.now() + DAY;
    let offer = market.offer_with(&ADA, record, |offer| {
        (offer.unit_price, offer.unit, offer.supply) = (PRICE, 1, 9);
        (offer.closes, offer.buyer) = (closes, ORION.address());
    })?;
    let made = market.offer_of(offer)?;
    assert_eq!(made.price.unitPrice, PRICE);
    assert_eq!((made.price.record, made.price.unit, made.price.supply, made.price.sold), (record, 1, 9, 0));
    assert_eq!((made.price.buyer, made.conditions.closed), (address(ORION.address()), false));

    market.buy(&ORION, offer, 10 * PRICE)?;
    market.offer(&ADA, record, 2 * PRICE)?;
    market.split(&ADA, record, &[(CHLOE.address(), 10_000)])?;
    let price = LicenceToken::OfferPrice { sold: 1, taken: 10 * PRICE, ..made.price.clone() };
    let sold = LicenceToken::Offer { price, ..made };
    assert_eq!(market.offer_of(offer)?, sold);
    market.protocol.close_offer(market.chain, &ADA, offer)?;
    let conditions = LicenceToken::OfferConditions { closed: true, ..sold.conditions.clone() };
    let closed = LicenceToken::Offer { conditions, ..sold };
    assert_eq!(market.offer_of(offer)?, closed);
    market.transfer(market.protocol.registry, &ADA, BEN.address(), record)?;
    market.offer(&BEN, record, 3 * PRICE)?;
    assert_eq!(market.offer_of(offer)?, closed);
    assert_eq!(market.offer_of(99)?.price.record, U256::ZERO);
    Ok(())
}

// -------------------------------------------------------------------------------------- sales

/// That an offer does not sell to `buyer`, that `quote` says so, and that a purchase fails for
/// the reason that `quote` gives.
#[track_caller]
fn does_not_sell(market: &mut Market, offer: u64, buyer: &Account, reason: Refusal) {
    let quote = market.protocol.quote(market.chain, offer, buyer.address()).expect("it says");
    assert_eq!(quote.reason, reason as u8);
    let attempt = |market: &mut Market| market.buy(buyer, offer, quote.total);
    assert_eq!(quote.total, 0);
    market.refused(LicenceToken::OfferRefused { offer, reason: reason as u8 }, attempt);
}

/// That an offer sells to `buyer` at the total that `quote` says.
#[track_caller]
fn sells(market: &mut Market, offer: u64, buyer: &Account, total: u128) -> U256 {
    let quote = market.protocol.quote(market.chain, offer, buyer.address()).expect("it says");
    assert_eq!(quote, Offers::Quote { reason: rules::offer::SELLS, total });
    market.buy(buyer, offer, total).expect("it sells").value
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l9_an_offer_that_does_not_sell_says_why() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    for unknown in [0, 1, u64::MAX] {
        does_not_sell(&mut market, unknown, &ORION, Refusal::Unknown);
    }

    let offer = market.offer(&ADA, record, PRICE)?;
    sells(&mut market, offer, &ORION, PRICE);
    sells(&mut market, offer, &DELTA, PRICE);
    market.protocol.close_offer(market.chain, &ADA, offer)?;
    does_not_sell(&mut market, offer, &ORION, Refusal::Closed);

    let offer = market.offer_with(&ADA, record, |offer| offer.buyer = DELTA.address())?;
    does_not_sell(&mut market, offer, &ORION, Refusal::NotForBuyer);
    sells(&mut market, offer, &DELTA, 0);

    let offer = market.offer_with(&ADA, record, |offer| (offer.supply, offer.unit_price) = (2, PRICE))?;
    sells(&mut market, offer, &ORION, PRICE);
    sells(&mut market, offer, &DELTA, PRICE);
    does_not_sell(&mut market, offer, &ORION, Refusal::SoldOut);

    // The owner buys like anyone.
    let offer = market.offer(&ADA, record, PRICE)?;
    sells(&mut market, offer, &ADA, PRICE);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l12_a_window_opens_and_ends_to_the_second() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let (opens, closes) = (market.chain.now() + 1_000, market.chain.now() + 2_000);
    let offer = market.offer_with(&ADA, record, |offer| {
        (offer.opens, offer.closes, offer.unit_price) = (opens, closes, PRICE);
    })?;
    does_not_sell(&mut market, offer, &ORION, Refusal::NotOpenYet);
    market.wait_until(opens - 1);
    does_not_sell(&mut market, offer, &ORION, Refusal::NotOpenYet);

    let early = market.offer_with(&ADA, record, |offer| offer.opens = opens + 100)?;
    market.wait_until(opens + 100);
    sells(&mut market, early, &ORION, 0);
    sells(&mut market, offer, &ORION, PRICE);
    market.wait_until(closes - 1);
    sells(&mut market, offer, &DELTA, PRICE);
    does_not_sell(&mut market, offer, &DELTA, Refusal::Ended);

    let closes = market.chain.now() + 1_000;
    let offer = market.offer_with(&ADA, record, |offer| offer.closes = closes)?;
    market.wait_until(closes);
    does_not_sell(&mut market, offer, &ORION, Refusal::Ended);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l8_offers_die_when_the_record_changes_hands() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let registry = market.protocol.registry;
    let first = market.offer(&ADA, record, PRICE)?;
    market.transfer(registry, &ADA, BEN.address(), record)?;
    does_not_sell(&mut market, first, &ORION, Refusal::Stale);
    let second = market.offer(&BEN, record, 2 * PRICE)?;
    sells(&mut market, second, &ORION, 2 * PRICE);
    // Back again: neither offer revives.
    market.transfer(registry, &BEN, ADA.address(), record)?;
    does_not_sell(&mut market, first, &ORION, Refusal::Stale);
    does_not_sell(&mut market, second, &ORION, Refusal::Stale);
    let third = market.offer(&ADA, record, 3 * PRICE)?;
    // Even a transfer to oneself is one.
    market.transfer(registry, &ADA, ADA.address(), record)?;
    does_not_sell(&mut market, third, &ORION, Refusal::Stale);
    // A closed offer stays closed, whatever else is wrong with it.
    market.protocol.close_offer(market.chain, &ADA, third)?;
    does_not_sell(&mut market, third, &ORION, Refusal::Closed);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l8_l9_exactly_the_total_or_nothing() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record_with(&ADA, |work| work.units = 1_001)?;
    let price = 1_234_567_891;
    let per_unit = market.offer_with(&ADA, record, |offer| (offer.unit_price, offer.unit) = (price, 1))?;
    let flat = market.offer_with(&ADA, record, |offer| offer.unit_price = price)?;
    for (offer, total) in [(per_unit, 1_001 * price), (flat, price)] {
        let exact = order(&ORION, offer, total);
        for value in [0, 1, total - 1, total + 1, 2 * total, 1_000 * TOKEN] {
            let error = LicenceToken::WrongValue { value: U256::from(value), total };
            market.refused(error, |market| market.order(&ORION, &exact, value));
        }
        for most in [0, 1, total - 1] {
            let order = LicenceToken::purchaseCall { maxTotal: most, ..exact.clone() };
            let error = LicenceToken::TotalAboveMax { total, maxTotal: most };
            market.refused(error, |market| market.order(&ORION, &order, total));
        }
        let nobody = LicenceToken::purchaseCall { recipient: Address::ZERO, ..exact.clone() };
        let error = ERC721::ERC721InvalidReceiver { receiver: Address::ZERO };
        market.refused(error, |market| market.order(&ORION, &nobody, total));
        assert_eq!(market.offer_of(offer)?.price.sold, 0);

        let before = market.chain.balance(ADA.address());
        let generous = LicenceToken::purchaseCall { maxTotal: u128::MAX, ..exact };
        let (done, paid) = market.paid_by(&ORION, |market| market.order(&ORION, &generous, total))?;
        assert_eq!(paid, market::signed(total));
        assert_eq!(market.chain.balance(ADA.address()) - before, total);
        assert_eq!(market.protocol.licence(market.chain, done.value)?.core.price, total);
    }
    // A Substrate account cannot even say what is not whole.
    let fine = market.buy(&DELTA, flat, price).expect_err("it has a fraction of a planck");
    assert!(matches!(fine, Refused::NotIncluded { error: NotIncluded::NotWholePlanck { .. }, .. }), "{fine}");
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l8_what_an_owner_does_just_before_a_sale() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let offer = market.offer(&ADA, record, PRICE)?;
    let dear = NewOffer { record, terms: market.terms()?, unit_price: 100 * PRICE, ..NewOffer::default() };
    let protocol = market.protocol;
    // All in one block, the owner first.
    let licence = market.chain.in_one_block(|chain| -> Result<_, Refused> {
        protocol.create_offer(chain, &ADA, &dear)?;
        protocol.set_split(chain, &ADA, record, &[(BEN.address(), 10_000)])?;
        Ok(protocol.purchase(chain, &ORION, offer, PRICE, [1; 32])?.value)
    })?;
    assert_eq!(market.protocol.licence(market.chain, licence)?.core.price, PRICE);

    let before = market.chain.total_balance(ORION.address());
    let refused = market.chain.in_one_block(|chain| -> Result<_, Refused> {
        protocol.close_offer(chain, &ADA, offer)?;
        Ok(protocol.purchase(chain, &ORION, offer, PRICE, [1; 32]).expect_err("it is closed"))
    })?;
    let reason = Refusal::Closed as u8;
    assert_eq!(refused.error(), Some(LicenceToken::OfferRefused { offer, reason }));
    let fee = refused.receipt().expect("it is in a block").fee_in_evm_units();
    assert_eq!(market.chain.total_balance(ORION.address()), before - fee);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l15_the_last_one_sells_once_also_within_a_block() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    for supply in [1, 2] {
        let offer = market.offer_with(&ADA, record, |offer| (offer.supply, offer.unit_price) = (supply, PRICE))?;
        for _ in 1..supply {
            sells(&mut market, offer, &DELTA, PRICE);
        }
        let issued = market.protocol.total_supply(market.chain, market.protocol.licence_token)?;
        let protocol = market.protocol;
        let (first, second) = market.chain.in_one_block(|chain| {
            let mut buy = |who: &Account| protocol.purchase(chain, who, offer, PRICE, [1; 32]);
            (buy(&ORION), buy(&DELTA))
        });
        assert_eq!(first?.value, issued + U256::from(1));
        let reason = Refusal::SoldOut as u8;
        let refused = second.expect_err("it is sold out");
        assert_eq!(refused.error(), Some(LicenceToken::OfferRefused { offer, reason }));
        assert_eq!(market.offer_of(offer)?.price.sold, supply);
        let after = market.protocol.total_supply(market.chain, market.protocol.licence_token)?;
        assert_eq!(after, issued + U256::from(1));
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l15_the_last_one_sells_once_also_within_a_transaction() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let offer = market.offer_with(&ADA, record, |offer| offer.supply = 2)?;
    let order = (market.protocol.licence_token, market::calldata(&order(&ORION, offer, 0)));
    let greedy = market.deploy(&evm::wallet(&Habit::Call(vec![order; 4])))?;
    let receipt = market.chain.transfer(&ORION, greedy, TOKEN)?;
    let own = receipt.events.iter().filter(|event| event.address == greedy);
    let successes: Vec<bool> = own.map(|event| event.data.last() == Some(&1)).collect();
    assert_eq!(successes, [true, true, false, false]);
    assert_eq!(market.offer_of(offer)?.price.sold, 2);
    assert_eq!(market.protocol.total_supply(market.chain, market.protocol.licence_token)?, U256::from(2));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn a_free_licence_pays_nobody() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let alone = market.record(&ADA)?;
    let shared = market.record(&ADA)?;
    market.split(&ADA, shared, &[(CHLOE.address(), 5_000), (BEN.address(), 5_000)])?;
    for record in [alone, shared] {
        let offer = market.offer(&ADA, record, 0)?;
        let people = [ADA.address(), BEN.address(), CHLOE.address()];
        let before = market.balances(&people);
        for value in [1, TOKEN] {
            let free = order(&ORION, offer, 0);
            let error = LicenceToken::WrongValue { value: U256::from(value), total: 0 };
            market.refused(error, |market| market.order(&ORION, &free, value));
        }
        let (done, paid) = market.paid_by(&ORION, |market| market.buy(&ORION, offer, 0))?;
        assert_eq!(paid, 0);
        assert_eq!(market.balances(&people), before);
        assert_eq!(done.events::<RoyaltySplitter::Deposited>().count(), 0);
        assert_eq!(only::<LicenceToken::Purchased>(&done.receipt).price, 0);
        market.owes(0);
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn a_licence_can_be_bought_for_somebody_else() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let offer = market.offer_with(&ADA, record, |offer| {
        (offer.buyer, offer.unit_price) = (ORION.address(), PRICE);
    })?;
    // Nobody has heard of them, and a contract is not asked whether it wants it.
    let licensees = [H160::repeat_byte(0x77), market.protocol.registry, CHLOE.address()];
    for (number, licensee) in licensees.into_iter().enumerate() {
        let reference = keccak256(format!("order {number}"));
        let order = LicenceToken::purchaseCall {
            recipient: address(licensee),
            buyerReference: reference,
            ..order(&ORION, offer, PRICE)
        };
        let done = market.order(&ORION, &order, PRICE)?;
        assert_eq!(market.protocol.holder(market.chain, done.value)?, licensee);
        let start = done.receipt.timestamp;
        let expected = LicenceToken::Purchased {
            licence: done.value,
            record,
            buyerReference: reference,
            offer,
            buyer: address(ORION.address()),
            licensee: address(licensee),
            price: PRICE,
            start,
            perpetual: false,
            expiry: start + MONTH,
            version: 0,
            direct: true,
        };
        assert_eq!(only::<LicenceToken::Purchased>(&done.receipt), expected);
        let minted: ERC721::Transfer = only(&done.receipt);
        assert_eq!((minted.from, minted.to, minted.tokenId), (Address::ZERO, address(licensee), done.value));
    }
    // The licensee may not buy: the offer is for the one who pays.
    does_not_sell(&mut market, offer, &CHLOE, Refusal::NotForBuyer);
    Ok(())
}

// ----------------------------------------------------------------------------------- licences

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l10_a_licence_keeps_what_it_was_sold_with() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record_with(&ADA, |work| work.units = 3)?;
    let offer = market.offer_with(&ADA, record, |offer| (offer.unit_price, offer.unit) = (PRICE, 1))?;
    let sold = market.buy(&ORION, offer, 3 * PRICE)?;
    let start = sold.receipt.timestamp;
    let core = LicenceToken::LicenceCore {
        owner: address(ORION.address()),
        approved: Address::ZERO,
        record,
        generation: 1,
        terms: terms_id(&terms()),
        offer,
        price: 3 * PRICE,
        start,
        perpetual: false,
        expiry: start + MONTH,
        acquiredAt: start,
        boughtAt: start,
    };
    let grant = LicenceToken::LicenceGrant {
        licensor: address(ADA.address()),
        uses: TRAIN_GENERATIVE | FINE_TUNE,
        users: COMMERCIAL,
        transferable: true,
        currency: Address::ZERO,
        exclusive: false,
        attribution: terms().attribution,
        revocable: false,
        notice: 0,
        derivativeShare: 0,
        resaleRoyalty: terms().resale_royalty,
        status: 0,
    };
    let scope =
        LicenceToken::LicenceScope { metered: false, version: 0, edition: 0, selection: B256::ZERO, quantity: 3 };
    let expected = LicenceToken::Licence { core, grant, scope };
    assert_eq!(market.protocol.licence(market.chain, sold.value)?, expected);
    // The owner does all that an owner can do.
    market.protocol.close_offer(market.chain, &ADA, offer)?;
    let other = Terms { uses: SEARCH, duration: Duration::Seconds(1), ..terms() };
    let other = market.protocol.publish_terms(market.chain, &ADA, &other)?.value;
    market.offer_with(&ADA, record, |offer| (offer.terms, offer.unit_price) = (other, 1))?;
    market.split(&ADA, record, &[(BEN.address(), 10_000)])?;
    market.transfer(market.protocol.registry, &ADA, BEN.address(), record)?;
    market.chain.advance_time(2 * MONTH);
    assert_eq!(market.protocol.licence(market.chain, sold.value)?, expected);
    assert_eq!(market.protocol.licence(market.chain, U256::from(2))?.core.record, U256::ZERO);
    assert_eq!(market.protocol.licence(market.chain, U256::MAX)?.core.record, U256::ZERO);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l12_a_licence_ends_to_the_second() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let offer = market.offer(&ADA, record, PRICE)?;
    let forever = Terms { duration: Duration::Perpetual, ..terms() };
    let forever = market.protocol.publish_terms(market.chain, &ADA, &forever)?.value;
    let perpetual = market.offer_with(&ADA, record, |offer| offer.terms = forever)?;
    let ends = market.buy(&ORION, offer, PRICE)?;
    let stays = market.buy(&ORION, perpetual, 0)?;
    let licence = market.protocol.licence(market.chain, stays.value)?;
    assert!(licence.core.perpetual && licence.core.expiry == 0);

    let start = ends.receipt.timestamp;
    let ask = |market: &Market, licence: U256, at: u64| {
        let question =
            Question { licence, record, account: ORION.address(), user: COMMERCIAL, uses: TRAIN_GENERATIVE, at };
        market.protocol.covers(market.chain, &question)
    };
    for (at, answer) in [
        (0, Coverage::NotYet),
        (start - 1, Coverage::NotYet),
        (start, Coverage::Covered),
        (start + MONTH - 1, Coverage::Covered),
        (start + MONTH, Coverage::Expired),
        (u64::MAX, Coverage::Expired),
    ] {
        assert_eq!(ask(&market, ends.value, at)?, answer as u8, "{at}");
    }
    assert_eq!(ask(&market, stays.value, u64::MAX)?, Coverage::Covered as u8);
    assert_eq!(ask(&market, U256::from(3), start)?, Coverage::UnknownLicence as u8);
    // As time really passes.
    market.wait_until(start + MONTH - 1);
    assert_eq!(ask(&market, ends.value, market.chain.now())?, Coverage::Covered as u8);
    market.chain.advance_time(1);
    assert_eq!(ask(&market, ends.value, market.chain.now())?, Coverage::Expired as u8);
    // An expired licence still can be given away.
    market.transfer(market.protocol.licence_token, &ORION, CHLOE.address(), ends.value)?;
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn cover_follows_the_licence() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let offer = market.offer(&ADA, record, PRICE)?;
    let sold = market.buy(&ORION, offer, PRICE)?;
    let (licence, start) = (sold.value, sold.receipt.timestamp);
    market.chain.advance_time(DAY);
    let moved = market.transfer(market.protocol.licence_token, &ORION, CHLOE.address(), licence)?;
    let since = moved.timestamp;
    assert!(since >= start + DAY);
    let asked = Question {
        licence,
        record,
        account: CHLOE.address(),
        user: COMMERCIAL,
        uses: TRAIN_GENERATIVE | FINE_TUNE,
        at: since,
    };
    for (question, answer) in [
        (asked, Coverage::Covered),
        (Question { at: since - 1, ..asked }, Coverage::HeldByAnotherThen),
        (Question { at: start, ..asked }, Coverage::HeldByAnotherThen),
        (Question { at: start - 1, ..asked }, Coverage::NotYet),
        (Question { account: ORION.address(), ..asked }, Coverage::NotHolder),
        (Question { account: ORION.address(), at: start, ..asked }, Coverage::NotHolder),
        (Question { uses: SEARCH, ..asked }, Coverage::UseNotLicensed),
        (Question { uses: TRAIN_GENERATIVE | SEARCH, ..asked }, Coverage::UseNotLicensed),
        (Question { uses: 0, ..asked }, Coverage::UseNotLicensed),
        (Question { user: 2, ..asked }, Coverage::UserNotLicensed),
        (Question { user: COMMERCIAL | 2, ..asked }, Coverage::UserNotLicensed),
        (Question { user: 0, ..asked }, Coverage::UserNotLicensed),
        (Question { record: U256::from(1), ..asked }, Coverage::OtherRecord),
        (Question { at: start + MONTH, ..asked }, Coverage::Expired),
    ] {
        assert_eq!(market.protocol.covers(market.chain, &question)?, answer as u8, "{question:?}");
    }
    let licence = market.protocol.licence(market.chain, licence)?;
    assert_eq!((licence.core.start, licence.core.acquiredAt), (start, since));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn a_licence_for_one_holder_stays_with_them() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let personal = Terms { transferable: false, ..terms() };
    let personal = market.protocol.publish_terms(market.chain, &ADA, &personal)?.value;
    let offer = market.offer_with(&ADA, record, |offer| offer.terms = personal)?;
    let licence = market.buy(&ORION, offer, 0)?.value;
    let (from, to) = (address(ORION.address()), address(CHLOE.address()));
    let token = market.protocol.licence_token;
    let error = || LicenceToken::LicenceNotTransferable { licence };
    market.refused(error(), |market| {
        send(market.chain, &ORION, token, &ERC721::transferFromCall { from, to, tokenId: licence }, 0)
    });
    market.refused(error(), |market| {
        let call = ERC721::safeTransferFrom_0Call { from, to, tokenId: licence };
        send(market.chain, &ORION, token, &call, 0)
    });
    Ok(())
}

// ------------------------------------------------------------------------------------- pushes

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn nobody_but_registry_and_splitter_pushes() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    market.offer(&ADA, record, PRICE)?;
    let token = market.protocol.licence_token;
    let deployer = Account::substrate("Deployer");
    for who in [&*STRANGER, &*ADA, &deployer] {
        let caller = address(who.address());
        let owner = LicenceToken::pushRecordCall {
            record,
            state: LicenceToken::PushedRecord {
                owner: caller,
                epoch: 9,
                generation: 1,
                units: 1,
                parentsShare: 0,
                withdrawnFrom: 0,
                standing: 0,
            },
        };
        market.refused(LicenceToken::NotModule { caller }, |market| send(market.chain, who, token, &owner, 0));
        let split = LicenceToken::pushSplitCall { record, version: 3, nextVersion: 0, appliesAt: 0 };
        market.refused(LicenceToken::NotModule { caller }, |market| send(market.chain, who, token, &split, 0));
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn sales_know_of_every_change_at_once() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let parent = market.record(&BEN)?;
    let record = market.child(&ADA, &[(parent, 1_500)])?;
    let nothing = market.sale_state(record)?;
    assert_eq!(nothing.facts.owner, Address::ZERO);
    // What happens before the first offer is asked for then.
    let first = market.protocol.set_split(market.chain, &ADA, record, &[(ADA.address(), 10_000)])?;
    assert_eq!(market.sale_state(record)?, nothing);
    market.offer(&ADA, record, PRICE)?;
    let facts = LicenceToken::StateFacts {
        owner: address(ADA.address()),
        epoch: 1,
        generation: 1,
        units: 1,
        parentsShare: 1_500,
        withdrawnFrom: 0,
        standing: 0,
        version: 1,
        nextVersion: 0,
        appliesAt: first.receipt.timestamp,
    };
    let mut expected = LicenceToken::SaleState { facts, licensed: [0; 10], exclusive: [0; 10] };
    assert_eq!(market.sale_state(record)?, expected);

    let (protocol, token) = (market.protocol, market.protocol.licence_token);
    let state_in = |chain: &Chain| view(chain, token, &LicenceToken::saleStateCall { record });
    let (state, announced) = market.chain.in_one_block(|chain| -> Result<_, Refused> {
        let announced = protocol.set_split(chain, &ADA, record, &[(BEN.address(), 10_000)])?;
        Ok((state_in(chain)?, announced))
    })?;
    let event: Settlements::SplitAnnounced = only(&announced.receipt);
    (expected.facts.nextVersion, expected.facts.appliesAt) = (2, announced.receipt.timestamp + DAY);
    assert_eq!((event.version, event.appliesAt), (2, expected.facts.appliesAt));
    assert_eq!(state, expected);

    let state = market.chain.in_one_block(|chain| -> Result<_, Refused> {
        let (from, to) = (address(ADA.address()), address(CHLOE.address()));
        let moved: Done<_> =
            send(chain, &ADA, protocol.registry, &ERC721::transferFromCall { from, to, tokenId: record }, 0)?;
        assert_eq!(moved.receipt.events.len(), 1);
        state_in(chain)
    })?;
    (expected.facts.owner, expected.facts.epoch) = (address(CHLOE.address()), 2);
    assert_eq!(state, expected);
    Ok(())
}
