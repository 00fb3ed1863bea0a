using FsCheck;
using FsCheck.Fluent;
using Grants.Partners;

namespace Grants.Tests.Partners;

/// <summary>How well names are told together and apart: on a list of invented and of public names, as people of the region spell them.</summary>
public sealed class NameMatchTests
{
    // Spellings of one organisation.
    private static readonly (NamesOf One, NamesOf Other)[] _same =
    [
        (Of("Human Rights and Development Foundation", "TH", acronym: "HRDF"), Of("Foundation for Human Rights & Development", "TH")),
        (Of("Human Rights and Development Foundation", "TH"), Of("HRDF", "TH")),
        (Of("Labour Protection Network", "TH"), Of("Labor Protection Network Foundation", "TH")),
        (Of("Legal Support for Children and Women", "KH"), Of("Legal Support for Women & Children (LSCW)", "KH")),
        (Of("Blue Dragon Foundation", "VN"), Of("Blue Dragon Children's Foundation", "VN")),
        (Of("Blue Dragon", "TH"), Of("Somewhere Else", "TH", own: "มูลนิธิบลูดรากอน")),
        (Of("Village Focus International", "LA"), Of("Vilage Focus Intl.", "LA")),
        (Of("Verité Southeast Asia", "TH"), Of("Verite South East Asia", "TH")),
        (Of("Migrant Forum in Asia", "PH"), Of("MIGRANT  FORUM in ASIA, Inc.", "PH")),
        (Of("Ople Center", "PH"), Of("Ople Centre", "PH")),
        (Of("Social Responsibility Law", "TH"), Of("Social Responsability Law", "TH")),
        (Of("Hagar", "VN", own: "Tổ chức Bảo vệ Trẻ em Bình Minh"), Of("To chuc Bao ve Tre em Binh Minh", "VN")),
        (Of("X One", "VN", own: "Trung tâm Hỗ trợ Phụ nữ và Trẻ em Đà Nẵng"), Of("X Two", "VN", own: "TRUNG TÂM HỖ TRỢ PHỤ NỮ & TRẺ EM ĐÀ NẴNG")),
        (Of("X One", "KH", own: "អង្គការ លីកាដូ"), Of("LICADHO", "KH")),
        (Of("X One", "KH", own: "អង្គការគាំពារស្ត្រីនិងកុមារ"), Of("X Two", "KH", own: "គាំពារស្ត្រី​និង​កុមារ")),
        (Of("X One", "LA", own: "ສະມາຄົມ ພັດທະນາ ແມ່ຍິງ ລາວ"), Of("X Two", "LA", own: "ສະມາຄົມພັດທະນາແມ່ຍິງລາວ")),
        (Of("Lanexang", "LA"), Of("X Two", "LA", own: "ອົງການ ລ້ານຊ້າງ")),
        (Of("X One", "TH", own: "มูลนิธิเพื่อสิทธิมนุษยชนและการพัฒนา"), Of("X Two", "TH", own: "มูลนิธิ เพื่อ สิทธิมนุษยชน และการพัฒนา")),
        (Of("X One", "TH", own: "เครือข่ายส่งเสริมคุณภาพชีวิตแรงงาน"), Of("X Two", "TH", own: "มูลนิธิเครือข่ายส่งเสริมคุณภาพชีวิตแรงงาน")),
        (Of("Yayasan Harapan Bangsa", "ID"), Of("Harapan Bangsa Foundation", "ID")),
        (Of("Persatuan Kebajikan Wanita Sabah", "MY"), Of("Pertubuhan Kebajikan Wanita Sabah", "MY")),
        (Of("Anti Slavery Myanmar", "MM"), Of("Antislavery Myanmar", "MM")),
        (Of("Ｗomen’s Ｌegal Ａid", "SG"), Of("Womens Legal Aid", "SG")),
    ];

    // Different organisations with names that are near each other, as those of one sector are.
    private static readonly (NamesOf One, NamesOf Other)[] _different =
    [
        (Of("Child Protection Network", "TH"), Of("Labour Protection Network", "TH")),
        (Of("Legal Support for Children and Women", "KH"), Of("Legal Aid of Cambodia", "KH")),
        (Of("Human Rights and Development Foundation", "TH"), Of("Women and Development Association", "TH")),
        (Of("Lao Women's Union", "LA"), Of("Lao Youth Union", "LA")),
        (Of("Lao Women's Union", "LA"), Of("Women", "LA")),
        (Of("Blue Dragon Foundation", "VN"), Of("Green Dragon Foundation", "VN")),
        (Of("Migrant Forum in Asia", "PH"), Of("Migrant Workers Union", "PH")),
        (Of("Village Focus International", "LA"), Of("Village Health Foundation", "LA")),
        (Of("Ople Center", "PH"), Of("Open Center", "PH")),
        (Of("Hope Foundation", "KH"), Of("Home Foundation", "KH")),
        (Of("X One", "TH", own: "มูลนิธิผู้หญิง"), Of("X Two", "TH", own: "มูลนิธิเด็ก")),
        (Of("X One", "KH", own: "អង្គការស្ត្រី"), Of("X Two", "KH", own: "អង្គការកុមារ")),
        (Of("X One", "LA", own: "ສະມາຄົມແມ່ຍິງ"), Of("X Two", "LA", own: "ສະມາຄົມເດັກນ້ອຍ")),
        (Of("X One", "VN", own: "Trung tâm Phụ nữ và Phát triển"), Of("X Two", "VN", own: "Trung tâm Trẻ em và Phát triển")),
        (Of("Human Rights Watch Group", "ID", acronym: "HRW"), Of("Hanoi Rural Women", "VN", acronym: "HRW")),
        (Of("Social Responsibility Law", "TH"), Of("Social Research Institute", "TH")),
        (Of("Yayasan Harapan Bangsa", "ID"), Of("Yayasan Cahaya Bangsa", "ID")),
    ];

    [Fact]
    public void Same_IsFoundNearlyAlways()
    {
        var missed = _same.Where(pair => NameMatch.Score(pair.One, pair.Other) < NameMatch.Likely).ToList();
        Assert.True(missed.Count == 0, Told(missed));
    }

    [Fact]
    public void Different_IsToldApartNearlyAlways()
    {
        var alarms = _different.Where(pair => NameMatch.Score(pair.One, pair.Other) >= NameMatch.Likely).ToList();
        Assert.True(alarms.Count <= 1, Told(alarms));
    }

    [Fact]
    public void Same_SharesAKeyByWhichItIsFound()
    {
        var without = _same.Where(pair => !Keys(pair.One).Intersect(Keys(pair.Other)).Any()).ToList();
        Assert.True(without.Count == 0, Told(without));
    }

    [Theory]
    [InlineData("Blue Dragon", "บลูดรากอน")]
    [InlineData("Lanexang", "ລ້ານຊ້າງ")]
    [InlineData("LICADHO", "លីកាដូ")]
    public void Skeleton_IsTheSameInEveryScript(string latin, string own) => Assert.Equal(NameKeys.Skeleton(latin), NameKeys.Skeleton(own));

    [Fact]
    public void Score_IsSymmetric_AndFullForOneself() => Check.QuickThrowOnFailure(Prop.ForAll(Names, Names, (one, other) =>
        NameMatch.Score(one, one) >= NameMatch.Likely && NameMatch.Score(one, other) == NameMatch.Score(other, one)));

    [Fact]
    public void Score_DoesNotDependOnCaseOrderOfWordsOrWidth() => Check.QuickThrowOnFailure(Prop.ForAll(Names, names =>
    {
        var turned = names with { LegalName = string.Join("  ", names.LegalName.ToUpperInvariant().Split(' ').Reverse()) };
        return NameMatch.Score(names, turned) >= NameMatch.Likely;
    }));

    [Fact]
    public void Keys_AreFewAndShort_WhateverWasTyped() => Check.QuickThrowOnFailure(Prop.ForAll<string>(text =>
    {
        var keys = NameKeys.Of(Profile(Of(text ?? "", "KH", own: text))).ToList();
        return keys.Count <= 130 && keys.All(key => key.Key.Length <= 100) && keys.Select(key => key.Key).Distinct().Count() == keys.Count;
    }));

    private static Arbitrary<NamesOf> Names => (from words in Gen.Elements("women", "children", "labour", "rights", "dragon", "harbour", "mekong", "sunrise", "legal", "justice", "lotus", "village").ListOf()
                                                where words.Distinct().Count() is >= 2 and <= 5
                                                select Of(string.Join(' ', words.Distinct()), "KH")).ToArbitrary();

    private static NamesOf Of(string name, string country, string? own = null, string? acronym = null) => new(name, own, acronym, country);

    private static OrganisationProfile Profile(NamesOf names) => new(names.LegalName, names.OwnName, names.Acronym, names.Country, null, null, null, null, "", "", FocusAreas.None, null);

    private static IEnumerable<string> Keys(NamesOf names) => NameKeys.Of(Profile(names)).Select(key => key.Key);

    private static string Told(IEnumerable<(NamesOf One, NamesOf Other)> pairs) => string.Join('\n', pairs.Select(pair =>
        $"{NameMatch.Score(pair.One, pair.Other)}: {pair.One.LegalName}/{pair.One.OwnName} [{Words(pair.One)}] and {pair.Other.LegalName}/{pair.Other.OwnName} [{Words(pair.Other)}]"));

    private static string Words(NamesOf names) => string.Join(", ", new[] { names.LegalName, names.OwnName }.OfType<string>().Select(name => $"{string.Join(' ', NameKeys.Tokens(name))} ~{NameKeys.Skeleton(name)}"));
}
