use super::*;
use crate::Timestamp;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn the_keys_and_signatures_are_those_of_rfc_8032() {
    // RFC 8032, 7.1, test 1, whose message is empty; a note is not, so the bytes are given directly.
    let mut seed = [0; 32];
    hex::decode_to_slice("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", &mut seed).unwrap();
    let pair = KeyPair::from_seed(seed);
    assert_eq!(pair.public().to_string(), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    let signature = pair.sign(&Message(Vec::new()));
    assert_eq!(
        signature.to_string(),
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    );
    assert!(pair.public().verifies(&Message(Vec::new()), &signature));
}

#[test]
fn a_signature_is_of_one_message_one_key_and_one_kind_of_text() {
    let (pair, other) = (KeyPair::from_seed([1; 32]), KeyPair::from_seed([2; 32]));
    let statement = Message::statement("{\"a\":1}\n");
    let signature = pair.sign(&statement);
    assert!(pair.public().verifies(&statement, &signature));
    assert!(!pair.public().verifies(&Message::statement("{\"a\":2}\n"), &signature));
    assert!(!other.public().verifies(&statement, &signature));
    let note = Message::note("{\"a\":1}\n").unwrap();
    assert!(!pair.public().verifies(&note, &signature), "a statement is not a note of the same text");
    assert_eq!(Message::note("assay-statement-v1\0{}\n"), Err(NotANote), "no note begins like a statement");
    for text in ["", "no line break", "tab\t\n", "return\r\n"] {
        assert_eq!(Message::note(text), Err(NotANote), "{text:?}");
    }
}

#[test]
fn each_changed_bit_of_a_signature_is_noticed() {
    let (pair, message) = (KeyPair::from_seed([3; 32]), Message::statement("{}"));
    let signature = pair.sign(&message);
    for bit in 0..512 {
        let mut changed = signature;
        changed.0[bit / 8] ^= 1 << (bit % 8);
        assert!(!pair.public().verifies(&message, &changed), "bit {bit}");
    }
}

#[test]
fn the_private_key_is_not_printed() {
    let keys = SigningKeys::first([7; 32], at("2026-11-20T10:00:00Z"));
    let printed = format!("{keys:?} {:?}", keys.current());
    assert!(!printed.contains(&hex::encode([7; 32])) && !printed.contains("[7, 7"), "{printed}");
}

#[test]
fn a_rotated_key_stays_known_for_the_time_in_which_it_signed() {
    let (first, second) = (at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"));
    let keys = SigningKeys::first([1; 32], first).rotate([2; 32], second);
    assert_eq!(keys.current().public(), KeyPair::from_seed([2; 32]).public());
    let [old, new] = &keys.known()[..] else { panic!("{:?}", keys.known()) };
    assert_eq!((old.from, old.until, new.from, new.until), (first, Some(second), second, None));
    assert!(old.signed_at(first) && old.signed_at(second) && !old.signed_at(at("2027-01-01T00:00:01Z")));
    assert!(!new.signed_at(first) && new.signed_at(second));
    assert!(!keys.write().contains(&hex::encode([1; 32])), "its private key is gone");
}

#[test]
fn the_file_is_read_as_it_was_written_and_no_other_is() {
    let keys = SigningKeys::first([1; 32], at("2026-01-01T00:00:00Z")).rotate([2; 32], at("2027-01-01T00:00:00Z"));
    let text = keys.write();
    let read = SigningKeys::parse(&text).unwrap();
    assert_eq!((read.known(), read.write()), (keys.known(), text.clone()));
    for damaged in ["", "{}", &text[..text.len() / 2], &text.replace("signing-keys", "other"), &format!("{text}{text}")]
    {
        assert_eq!(SigningKeys::parse(damaged).unwrap_err(), InvalidKeys::Damaged);
    }
    let newer = text.replace("\"version\": 1", "\"version\": 2");
    assert_eq!(SigningKeys::parse(&newer).unwrap_err(), InvalidKeys::TooNew(2));
    let mixed = text.replace(&hex::encode([2; 32]), &hex::encode([3; 32]));
    assert_eq!(SigningKeys::parse(&mixed).unwrap_err(), InvalidKeys::Mismatch);
}

#[test]
fn keys_and_signatures_are_written_in_one_way() {
    let public = KeyPair::from_seed([4; 32]).public();
    let digits = public.to_string();
    assert_eq!(digits.parse(), Ok(public));
    for text in [&digits[1..], &digits.to_uppercase(), &format!("{digits}00"), &format!(" {}", &digits[1..])] {
        assert!(text.parse::<PublicKey>().is_err(), "{text}");
    }
    assert_eq!(public.id().to_string().len(), 16);
}
