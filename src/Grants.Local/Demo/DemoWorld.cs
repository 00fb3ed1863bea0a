namespace Grants.Local.Demo;

/// <summary>What one organisation of the demo brings: its words in its own language, and how its people behave.</summary>
/// <param name="Acronym">The organisation of the seeded programme.</param>
/// <param name="Country">ISO 3166 alpha-2 of the country of work.</param>
/// <param name="Title">The project's title.</param>
/// <param name="Story">A paragraph in the organisation's language, the matter of its answers and documents.</param>
/// <param name="Quality">How well reviewers think of it, 0 to 5.</param>
/// <param name="AmountMinor">What it asks for, in minor units.</param>
/// <param name="ScanPages">Pages of its scanned registration certificate, about a megabyte each.</param>
internal sealed record Applicant(string Acronym, string Country, string Title, string Story, int Quality, long AmountMinor, int ScanPages);

/// <summary>The nine organisations of the demo. Everything about them but their names is invented for illustration.</summary>
internal static class DemoWorld
{
    private const string English =
        "We give legal advice to people who have left exploitation, train officials to recognise trafficking, and bring what we learn to law reform. We report counts, never identities.";

    private const string Khmer =
        "យើងផ្តល់ជំនួយផ្នែកច្បាប់ដល់អ្នករងគ្រោះដោយសារការជួញដូរមនុស្ស បណ្តុះបណ្តាលមន្ត្រីឱ្យស្គាល់ការជួញដូរ និងនាំយកមេរៀនទៅកាន់ការកែទម្រង់ច្បាប់។ យើងរាយការណ៍តែចំនួន មិនមែនអត្តសញ្ញាណទេ។";

    private const string Lao =
        "ພວກເຮົາໃຫ້ຄຳປຶກສາດ້ານກົດໝາຍແກ່ຜູ້ຖືກເຄາະຮ້າຍຈາກການຄ້າມະນຸດ ຝຶກອົບຮົມເຈົ້າໜ້າທີ່ ແລະ ນຳບົດຮຽນໄປສູ່ການປັບປຸງກົດໝາຍ. ພວກເຮົາລາຍງານແຕ່ຈຳນວນ ບໍ່ແມ່ນຕົວຕົນ.";

    private const string Thai =
        "เราให้คำปรึกษาทางกฎหมายแก่ผู้เสียหายจากการค้ามนุษย์ ฝึกอบรมเจ้าหน้าที่ให้ระบุการค้ามนุษย์ได้ และนำบทเรียนไปสู่การปฏิรูปกฎหมาย เรารายงานเฉพาะจำนวน ไม่ระบุตัวตน";

    private const string Vietnamese =
        "Chúng tôi trợ giúp pháp lý cho nạn nhân bị mua bán, tập huấn cán bộ nhận diện nạn nhân và đưa bài học vào cải cách pháp luật. Chúng tôi chỉ báo cáo số lượng, không bao giờ nêu danh tính.";

    /// <summary>In no particular order; <see cref="Applicant.Quality"/> makes the ranking.</summary>
    public static IReadOnlyList<Applicant> Applicants { get; } =
    [
        new("Blue Dragon", "VN", "Đường về an toàn – safe return and legal aid", Vietnamese, 5, 380_000_00, 3),
        new("LSCW", "KH", "ជំនួយផ្នែកច្បាប់ – legal aid and law reform", Khmer, 5, 350_000_00, 19),
        new("HRDF", "TH", "สิทธิแรงงาน – strategic litigation for victims", Thai, 4, 300_000_00, 2),
        new("VFI", "LA", "ຄວາມຊ່ວຍເຫຼືອທາງກົດໝາຍ – village legal aid", Lao, 4, 280_000_00, 2),
        new("LPN", "TH", "แรงงานประมง – fair recruitment at sea", Thai, 3, 260_000_00, 1),
        new("MFA", "PH", "Migrant voices in regional policy", English, 2, 240_000_00, 1),
        new("Ople Center", "PH", "Safe return for overseas workers", English, 2, 220_000_00, 1),
        new("SR Law", "TH", "กฎหมายเพื่อสังคม – lawyers for victims", Thai, 2, 200_000_00, 1),
        new("Verité", "TH", "Ethical recruitment in supply chains", English, 1, 180_000_00, 1),
    ];
}
