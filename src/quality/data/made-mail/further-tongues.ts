import { list, phrases, type Tongue } from "./phrases.ts";

/** Polish phrases. */
export const polish: Tongue = {
  name: "pl",
  greetings: list("Cześć {name},\nDzień dobry,"),
  strangers: list("Szanowny kliencie,\nDrogi użytkowniku,\nWitaj {mail},"),
  closings: list("Z poważaniem, zespół {brand}\nPozdrawiam, {name}"),
  bait: {
    account: phrases(`
      Twoje konto zostało zablokowane
      Twoje hasło wygasa dzisiaj
      Twoja skrzynka jest pełna
      --
      Wykryliśmy nietypowe logowanie na Twoje konto. Potwierdź swoją tożsamość, aby uniknąć blokady.
      Twoja skrzynka pocztowa osiągnęła limit. Zaktualizuj ją, aby otrzymywać nowe wiadomości.
      Zaloguj się i zaktualizuj swoje dane w ciągu {days} godzin.
      --
      Potwierdź
      Zaloguj się
      Kliknij tutaj
    `),
    money: phrases(`
      Zaległa faktura {id}
      Płatność odrzucona
      --
      W załączniku przesyłamy zaległą fakturę. Prosimy o pilną zapłatę.
      Przysługuje Ci zwrot {amount}. Wypełnij formularz.
      --
      Zapłać
    `),
    parcel: phrases(`
      Twoja paczka została zatrzymana
      --
      Twoja paczka nie mogła zostać doręczona. Dopłać {amount}, aby ją otrzymać.
      --
      Śledź paczkę
    `),
    prize: phrases(`
      Gratulacje, zostałeś wybrany
      --
      Wypełnij krótką ankietę i odbierz {item} za darmo.
      --
      Odbierz nagrodę
    `),
    threat: phrases(`
      Twoje urządzenie zostało zhakowane
      --
      Nagrałem Cię kamerą. Wyślij {amount} w bitcoin albo wyślę film do Twoich kontaktów.
      --
    `),
  },
  plain: {
    newsletter: phrases(`
      Nowości tygodnia
      --
      W tym numerze: jak banki chronią konta i co zrobić, gdy zgubisz hasło. Wypisz się z newslettera.
      --
      Czytaj więcej
    `),
    receipt: phrases(`
      Potwierdzenie zamówienia {id}
      --
      Dziękujemy za zamówienie. Łączna kwota to {amount}. Paczka zostanie dostarczona {date}.
      --
      Zobacz zamówienie
    `),
    personal: phrases(`
      Re: kolacja w sobotę
      --
      Hej, czy sobota aktualna? Wezmę wino, a dzieci też przyjdą.
      --
    `),
  },
};

/** Turkish phrases. */
export const turkish: Tongue = {
  name: "tr",
  greetings: list("Merhaba {name},"),
  strangers: list("Sayın müşterimiz,\nDeğerli kullanıcı,\nMerhaba {mail},"),
  closings: list("Saygılarımızla, {brand} ekibi\nSevgiler, {name}"),
  bait: {
    account: phrases(`
      Hesabınız askıya alındı
      Şifrenizin süresi bugün doluyor
      Posta kutunuz dolu
      --
      Hesabınızda olağan dışı bir giriş tespit ettik. Hesabınızı doğrulamak için aşağıdaki bağlantıya tıklayın.
      Bilgilerinizi {days} saat içinde güncellemezseniz hesabınız kapatılacaktır.
      --
      Hesabımı doğrula
      Giriş yap
    `),
    money: phrases(`
      Ödenmemiş fatura {id}
      Ödeme dekontu
      --
      Ekte ödeme dekontunu bulabilirsiniz, lütfen onaylayınız.
      Kart aidat iadeniz {amount} hazır, başvurunuzu tamamlayın.
      --
      Faturayı görüntüle
    `),
    parcel: phrases(`
      Kargonuz teslim edilemedi
      --
      Kargonuz adres hatası nedeniyle teslim edilemedi. Adresinizi güncelleyin.
      --
      Kargo takip
    `),
    prize: phrases(`
      Tebrikler, kazandınız
      --
      Anketi doldurun ve {item} hediyenizi alın. Deneme bonusu {amount}.
      --
      Hediyemi al
    `),
  },
  plain: {
    newsletter: phrases(`
      Haftanın haberleri
      --
      Bu sayıda bankaların hesapları nasıl koruduğunu anlatıyoruz. Abonelikten çık.
      --
      Devamını oku
    `),
    receipt: phrases(`
      Siparişiniz alındı {id}
      --
      Siparişiniz için teşekkürler. Toplam tutar {amount}, teslimat {date}.
      --
      Siparişi görüntüle
    `),
    personal: phrases(`
      Re: cumartesi akşam yemeği
      --
      Selam, cumartesi için anlaştık mı? Şarabı ben getiririm, çocuklar da gelecek.
      --
    `),
  },
};

/** Japanese phrases. */
export const japanese: Tongue = {
  name: "ja",
  greetings: list("{name}様\nお疲れ様です。"),
  strangers: list("お客様\n{mail} 様\nお客様各位"),
  closings: list("{brand} カスタマーサービス\nよろしくお願いいたします。\n© {brand}"),
  bait: {
    account: phrases(`
      【{brand}】アカウントの利用制限のお知らせ
      【重要】お客様の情報をご確認ください
      お支払い方法の更新をお願いします
      不正なログインが検出されました
      メールボックスの容量が上限に達しました
      --
      お客様のアカウントで異常なログインが検出されたため、ご利用を一時的に制限しております。
      {days}時間以内に本人確認を完了しない場合、アカウントは永久に停止されます。
      下記のリンクをクリックして、お客様の情報を更新してください。
      ご利用のカードについて、第三者による不正利用の可能性があります。
      パスワードの有効期限が本日切れます。
      --
      ログインして確認する
      ご利用確認はこちら
      今すぐ更新
    `),
    parcel: phrases(`
      お荷物のお届けについて
      --
      住所が不明のため、お荷物をお届けできませんでした。下記より住所をご確認ください。
      --
      配送状況を確認
    `),
    prize: phrases(`
      おめでとうございます、当選しました
      --
      アンケートに答えて{item}を受け取ってください。ポイントが本日失効します。
      --
      今すぐ受け取る
    `),
    money: phrases(`
      お支払いが確認できませんでした
      --
      会費のお支払いができませんでした。お支払い情報を更新してください。返金{amount}の手続きはこちら。
      --
      お支払い情報を更新
    `),
  },
  plain: {
    newsletter: phrases(`
      今週のニュース
      --
      今月号では新しい製品と開発の話をお届けします。配信停止はこちら。
      --
      続きを読む
    `),
    receipt: phrases(`
      ご注文の確認 {id}
      --
      ご注文ありがとうございます。合計は{amount}です。商品は{date}に発送されます。
      --
      注文内容を見る
    `),
    personal: phrases(`
      Re: 土曜日の夕食
      --
      土曜日は大丈夫ですか。ワインを持って行きます。会議の資料を添付します。
      --
    `),
  },
};

/** Swedish and Danish phrases. */
export const nordic: Tongue = {
  name: "nordic",
  greetings: list("Hej {name},"),
  strangers: list("Bästa kund,\nKære kunde,\nHej {mail},"),
  closings: list("Med vänlig hälsning, {brand}\nVenlig hilsen {brand}\nHälsningar {name}"),
  bait: {
    account: phrases(`
      Ditt konto har begränsats
      Din konto er blevet spærret
      Ditt lösenord går ut idag
      --
      Vi har upptäckt en misstänkt inloggning på ditt konto. Bekräfta din identitet för att undvika avstängning.
      Din konto vil blive lukket, hvis du ikke opdaterer dine oplysninger inden {days} timer.
      Din brevlåda är full och du kan inte ta emot nya meddelanden.
      --
      Bekräfta nu
      Log ind
      Klicka här
    `),
    parcel: phrases(`
      Ditt paket kunde inte levereras
      Din pakke afventer levering
      --
      Ditt paket väntar på leverans. Betala frakten på {amount} för att få det.
      Vi kunne ikke levere din pakke. Bekræft din adresse og betal {amount}.
      --
      Spåra paket
      Betal nu
    `),
    prize: phrases(`
      Grattis, du har blivit utvald
      Tillykke, du har vundet
      --
      Svara på en kort enkät och få en {item} gratis.
      --
      Delta nu
    `),
  },
  plain: {
    newsletter: phrases(`
      Veckans nyheter
      --
      I det här numret berättar vi hur banker skyddar konton. Avsluta prenumerationen här.
      --
      Läs mer
    `),
    receipt: phrases(`
      Orderbekräftelse {id}
      --
      Tack för din beställning. Summan är {amount}, paketet levereras {date}.
      --
      Visa order
    `),
    personal: phrases(`
      Re: middag på lördag
      --
      Hej, ses vi på lördag? Jag tar med vin och barnen kommer också.
      --
    `),
  },
};
