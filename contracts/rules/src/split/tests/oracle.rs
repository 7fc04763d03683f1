//! The rule against fractions of unbounded whole numbers.

use super::*;
use num_rational::BigRational;

fn number(number: impl Into<u128>) -> BigRational {
    BigRational::from_integer(number.into().into())
}

fn part(share: u16) -> BigRational {
    number(share) / number(BASIS_POINTS)
}

/// What is left after the parents, of 1.
fn after(parents_share: u16) -> BigRational {
    number(1u8) - part(parents_share)
}

fn sum(numbers: impl IntoIterator<Item = BigRational>) -> BigRational {
    numbers.into_iter().fold(number(0u8), |sum, number| sum + number)
}

/// Amounts of every size up to the bound, and the bound.
fn amount() -> impl Strategy<Value = u128> {
    let any_size = (0..=MAX_RECEIVED, 0u32..102).prop_map(|(number, cut)| number >> cut);
    prop_oneof![9 => any_size, 1 => Just(MAX_RECEIVED), 1 => Just(MAX_RECEIVED - 1)]
}

fn some_parents() -> impl Strategy<Value = Vec<u16>> {
    (shares(), 0usize..=16).prop_map(|(shares, kept)| shares.into_iter().take(kept).collect())
}

/// What happens to a record's money.
#[derive(Clone, Debug)]
enum Event {
    Deposit(u128),
    /// With a referrer, who has this many basis points.
    Referred(u128, u16),
    /// One of those who earn is paid.
    Release(prop::sample::Index),
    /// A new version of the split applies from now on.
    Split(Vec<u16>),
}

fn event() -> impl Strategy<Value = Event> {
    let some = || (0..MAX_RECEIVED / 64, 0u32..102).prop_map(|(number, cut)| number >> cut);
    prop_oneof![
        4 => some().prop_map(Event::Deposit),
        2 => (some(), 0..=MAX_REFERRAL).prop_map(|(amount, referral)| Event::Referred(amount, referral)),
        6 => any::<prop::sample::Index>().prop_map(Event::Release),
        1 => shares().prop_map(Event::Split),
    ]
}

/// Somebody's place: the ledger, the fraction of it, and what they got.
struct Place {
    ledger: usize,
    share: u16,
    is_parent: bool,
    released: u128,
}

/// A record's ledgers as the contract has them: the parents', and two for each version of the
/// split, with and without the parents' part.
struct Book {
    parents_share: u16,
    /// What each received.
    ledgers: Vec<u128>,
    places: Vec<Place>,
    /// What referrers got, at once.
    referrers: u128,
    /// How many sales had one.
    referred: usize,
}

impl Book {
    const PARENTS: usize = 0;

    fn new(parents: &[u16]) -> Self {
        let place = |share: &u16| Place { ledger: Self::PARENTS, share: *share, is_parent: true, released: 0 };
        let places = parents.iter().map(place).collect();
        Self { parents_share: parents.iter().sum(), ledgers: vec![0], places, referrers: 0, referred: 0 }
    }

    fn split(&mut self, payees: &[u16]) {
        for _ in 0..2 {
            let ledger = self.ledgers.len();
            self.ledgers.push(0);
            let place = |share: &u16| Place { ledger, share: *share, is_parent: false, released: 0 };
            self.places.extend(payees.iter().map(place));
        }
    }

    fn credit(&mut self, ledger: usize, amount: u128) {
        self.ledgers[ledger] = receive(self.ledgers[ledger], amount).unwrap();
    }

    /// The parents' part that a ledger still has in it.
    fn parents_share(&self, ledger: usize) -> u16 {
        if ledger % 2 == 1 { self.parents_share } else { 0 }
    }

    fn earned(&self, place: &Place) -> u128 {
        let received = self.ledgers[place.ledger];
        match place.is_parent {
            true => earned_by_parent(received, place.share),
            false => earned(received, place.share, self.parents_share(place.ledger)),
        }
    }

    fn exact(&self, place: &Place) -> BigRational {
        let received = number(self.ledgers[place.ledger]);
        match place.is_parent {
            true => received * part(place.share),
            false => received * part(place.share) * after(self.parents_share(place.ledger)),
        }
    }

    fn happens(&mut self, event: Event) {
        let newest = self.ledgers.len() - 1;
        match event {
            Event::Deposit(amount) => {
                self.credit(Self::PARENTS, amount);
                self.credit(newest - 1, amount);
            }
            Event::Referred(amount, referral) => {
                let Referred { payees, referrer } = refer(amount, self.parents_share, referral);
                self.credit(Self::PARENTS, amount);
                self.credit(newest, payees);
                self.referrers += referrer;
                self.referred += 1;
            }
            Event::Release(which) => {
                let place = which.index(self.places.len());
                let earned = self.earned(&self.places[place]);
                let due = earned.checked_sub(self.places[place].released).expect("a due is never negative");
                self.places[place].released += due;
            }
            Event::Split(payees) => self.split(&payees),
        }
    }
}

#[test]
fn the_oracle_computes_the_examples() {
    assert_eq!((number(1_000u16) * part(3_333)).floor(), number(333u16));
    assert_eq!((number(999u16) * after(2_500)).floor(), number(749u16));
    assert_eq!(part(2_500) + after(2_500), number(1u8));
}

proptest! {
    #[test]
    fn s3_earnings_are_the_exact_floor(received in amount(), share in 0..=BASIS_POINTS, parents_share in 0..=BASIS_POINTS) {
        let exact = number(received) * part(share) * after(parents_share);
        prop_assert_eq!(number(earned(received, share, parents_share)), exact.floor());
        prop_assert_eq!(number(earned_by_parent(received, share)), (number(received) * part(share)).floor());
    }

    #[test]
    fn s3_referrals_are_the_exact_floors(amount in amount(), parents_share in 0..=BASIS_POINTS, referral in 0..=MAX_REFERRAL) {
        let left = (number(amount) * after(parents_share)).floor();
        let referrer = (left.clone() * part(referral)).floor();
        let parts = refer(amount, parents_share, referral);
        prop_assert_eq!(number(parts.referrer), referrer.clone());
        prop_assert_eq!(number(parts.payees), left - referrer);
    }

    /// Any sequence of deposits, sales with a referrer, payments and new splits. At every moment
    /// each has got at most their exact part, all together at most what came in, and nobody has
    /// earned a whole unit less than their exact part; in the end, when all are paid, what is
    /// left is the dust.
    #[test]
    fn s3_money_is_conserved_at_every_moment(
        parents in some_parents(), payees in shares(), events in prop::collection::vec(event(), 1..40),
    ) {
        let mut book = Book::new(&parents);
        book.split(&payees);
        for event in events {
            book.happens(event);
            let came_in = number(book.ledgers[Book::PARENTS]);
            for place in &book.places {
                let (earned, exact) = (number(book.earned(place)), book.exact(place));
                prop_assert!(number(place.released) <= exact);
                prop_assert!(earned <= exact && exact < earned + number(1u8));
            }
            let referrers = number(book.referrers);
            let all = sum(book.places.iter().map(|place| number(book.earned(place)))) + referrers;
            prop_assert!(all <= came_in, "{} of {}", all, came_in);
        }
        for place in 0..book.places.len() {
            let earned = book.earned(&book.places[place]);
            book.places[place].released = earned;
        }
        let paid = sum(book.places.iter().map(|place| number(place.released))) + number(book.referrers);
        let dust = number(book.ledgers[Book::PARENTS]) - paid;
        prop_assert!(dust >= number(0u8));
        prop_assert!(dust <= number((book.places.len() + book.referred) as u128));
    }
}
