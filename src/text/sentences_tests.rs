//! Hard cases of sentences, language by language.

use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(paragraph: &str, expected: &[&str]) {
    let found: Vec<_> = sentences(paragraph).into_iter().map(|range| &paragraph[range]).collect();
    assert_eq!(found, expected);
}

/// Each line is a paragraph; `|` stands where a sentence ends. Blanks around it are the paragraph's.
#[track_caller]
fn table(lines: &str) {
    let mut wrong = vec![];
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let expected: Vec<&str> = line.split('|').map(str::trim).collect();
        let paragraph = line.replace('|', "");
        let found: Vec<_> = sentences(&paragraph).into_iter().map(|range| &paragraph[range]).collect();
        if found != expected {
            wrong.push(format!("{line}\n  is cut {}", found.join(" | ")));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn stops_end_sentences() {
    check("Rain fell. Snow came! Why?", &["Rain fell.", "Snow came!", "Why?"]);
    check("One paragraph without a stop", &["One paragraph without a stop"]);
    check("  ", &[]);
}

#[test]
fn english() {
    table(
        "Mr. J. K. Moran met Dr. Hale. | They talked.
         The U.S. Senate met. | The end.
         They left the U.S. | The plane was late.
         They left the U.S. | Then the plane was late.
         Freight to the U.K. | Officials said nothing.
         It cost 3.5 million. | No. 5 won.
         He said no. | The crew went home.
         at 5 p.m. on Monday, Inc. rules apply.
         The ferry left at 5 p.m. | The crew stayed.
         She works for Tern Freight Inc. | The firm has four ships.
         Tern Freight Inc. ships grain.
         The mate fell ill. | Nobody knew why.
         They sail on Sat. and Sun. from Quay St. to the pier.
         It was signed by Sen. Ann Farrow, R-Ore., and Rep. Lee Moss.
         He scored 12. | Ten were penalties.
         The ship sank on May 12. | Divers found it.
         1. Close the valve. | 2. Call the pilot.
         See fig. 3 and vol. 2. | Both are clear.
         They moved in. | The roof leaked.
         So did I. | The rest slept.
         Capt. T. R. O'Dell Jr. was there. | Nobody asked him.
         Berths, cranes, etc. were sold. | The quay stayed.
         He wrote it in 1998. | Then he left.
         Visit quay.example.com for times. | It is free.",
    );
}

#[test]
fn quotes_and_ellipses_stay_with_their_sentence() {
    table(
        "“We won.” | He smiled.
         “Stop!” she said. | It went on…
         He said (twice.) | Then he left.
         “Is it over?” asked the mate. | “Not yet.”
         “We waited… and waited,” she said. | Nothing came.
         He paused ... then spoke. | Nobody heard.
         It ended . . . | 'Why?' she asked.
         «Nous partons.» | Il est resté.
         „Wir gehen.“ | Er blieb.
         What?! | Nobody knew.
         (The pier was shut.) | It opened in May.",
    );
}

#[test]
fn rows_of_stops_are_one_pass() {
    check("One .。Two", &["One .。", "Two"]);
    for (stop, rest) in [(".", "b"), (".", " b"), ("?!", "b"), (".)", "b"), (".)", " b"), ("…", ",")] {
        // Looked at again from each stop, these would take minutes.
        let text = format!("a{}{rest}", stop.repeat(200_000));
        check(&text, &[&text]);
    }
}

#[test]
fn languages_of_europe() {
    table(
        "Am 18. Februar kam er z. B. an. | Dann ging er.
         Im 19. Jahrhundert lag hier ein Hafen. | Er wurde zugeschüttet.
         Sie belegte Platz 3. | Der Lotse gratulierte.
         Die Fähre, d.h. das alte Boot, sank. | Prof. Dr. Lena Voss sah zu.
         Gemeint sind Kräne, Boote usw. | Mehr weiß niemand.
         M. Perrin et Mme Roux sont arrivés. | Le port est fermé depuis le 3 mai.
         L'art. 5 du règlement est clair. | Le port est à l'est. | Rien n'a changé.
         El Sr. Vela llegó a las 8 a. m. del lunes. | ¿Quién lo vio? | Nadie dijo que no. | La Dra. Ríos calló.
         ¡Se hundió! | El barco llevaba 12 años.
         O Sr. Prado saiu. | A Dra. Lima ficou na av. Central.
         Il Sig. Conti è partito. | L'On. Ferri resta. | Come sta? | Bene.
         Dhr. De Wit kwam om 9 uur. | De haven was dicht, o.a. door ijs.
         Den 5. maj kom båten. | Ingen såg den, bl.a. på grund av dimman.
         Dne 5. května připlula loď. | Pan dr. Novák ji čekal.
         Statek przypłynął 5. maja. | Czekał prof. Zieliński, m.in. z synem.
         A hajó 5. óta áll. | Dr. Varga látta.
         Laiva lähti klo 8. | Satama oli kiinni esim. jään vuoksi.
         В 2024 г. порт закрыли. | Ущерб — 5 млн руб. | Кто заплатит?
         Проф. И. И. Петров приехал. | Его ждали на ул. Морской.
         Το πλοίο έφυγε. | Πού πήγε; | Κανείς δεν ξέρει, π.χ. ο λιμενάρχης.
         Gemi saat 8'de kalktı. | Dr. Aydın bekledi.
         Vaporul a plecat. | Dl. Popa a rămas.",
    );
}

#[test]
fn scripts_of_asia_and_africa() {
    table(
        "今日は晴れ。|明日は雨？|はい
         「港は閉鎖された。」と当局は述べた。|船は三隻残った。
         他说：“船沉了。”|没有人受伤！|为什么？
         आज बंदरगाह बंद है। | डॉ. शर्मा आए। | कब खुलेगा?
         أُغلق الميناء يوم الاثنين. | هل يُفتح غدًا؟ | قال د. سامي إنه لا يعلم.
         بندرگاہ بند ہے۔ | کب کھلے گی؟
         הנמל נסגר ביום שני. | מתי ייפתח? | איש אינו יודע.
         항구가 닫혔다. | 언제 열릴까? | 김 씨는 모른다고 했다.
         ወደቡ ተዘጋ። | መቼ ይከፈታል?
         Նավահանգիստը փակ է։ | Ոչ ոք չգիտի։
         TP. Hồ Chí Minh mưa to. | Cảng đóng cửa.
         Bandari imefungwa. | Bw. Otieno hakusema lini.
         Pelabuhan ditutup. | Dr. Wati menunggu di Jl. Merdeka.",
    );
    // Thai writes blanks, not stops, between sentences: the paragraph is one.
    check("ท่าเรือปิดวันจันทร์ เรือสามลำรออยู่", &["ท่าเรือปิดวันจันทร์ เรือสามลำรออยู่"]);
}

proptest! {
    #[test]
    fn nothing_is_lost(paragraph in "[A-Za-z0-9 .!?…\"“”。「」।\\n']{0,120}") {
        let kept: String = sentences(&paragraph).into_iter().map(|range| paragraph[range].to_owned()).collect();
        let squeeze = |text: &str| text.split_whitespace().collect::<String>();
        prop_assert_eq!(squeeze(&kept), squeeze(&paragraph));
    }
}
