namespace Grants.SurvivorData;

/// <summary>Which numbers of the right shape can be those of an identity card: amounts and registration numbers have the same shapes.</summary>
internal static class IdentityNumbers
{
    /// <summary>The check of a country.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none of this name.</exception>
    public static Func<string, bool> Check(string country) => country switch
    {
        "Thailand" => IsThai,
        "Indonesia" => IsIndonesian,
        "VietNam" => IsVietnamese,
        "Malaysia" => IsMalaysian,
        "Singapore" => IsSingaporean,
        _ => throw new ArgumentOutOfRangeException(nameof(country), country, "There is no check of this name."),
    };

    // Thirteen digits, the last one a check digit.
    private static bool IsThai(string number)
    {
        var digits = Digits(number);
        return digits.Length == 13 && digits[0] != 0 && (11 - (digits[..12].Select((digit, index) => digit * (13 - index)).Sum() % 11)) % 10 == digits[12];
    }

    // NIK: province, regency and district, then the day of birth (women: plus 40), month and year, then four digits.
    private static bool IsIndonesian(string number)
    {
        var digits = Digits(number);
        return digits.Length == 16 && Pair(digits, 0) is >= 11 and <= 99 && Pair(digits, 6) is (>= 1 and <= 31) or (>= 41 and <= 71) && Pair(digits, 8) is >= 1 and <= 12;
    }

    // Twelve digits: province 001 to 096, then sex and century 0 to 9, then the year of birth.
    private static bool IsVietnamese(string number)
    {
        var digits = Digits(number);
        return digits.Length == 12 && Pair(digits, 1) is >= 1 and <= 96 && digits[3] <= 3;
    }

    // MyKad: year, month, day, place of birth, then four digits.
    private static bool IsMalaysian(string number)
    {
        var digits = Digits(number);
        return digits.Length == 12 && Pair(digits, 2) is >= 1 and <= 12 && Pair(digits, 4) is >= 1 and <= 31 && Pair(digits, 6) is >= 1 and <= 99;
    }

    // NRIC and FIN: seven digits between two letters, the second one a check letter.
    private static bool IsSingaporean(string number)
    {
        int[] weights = [2, 7, 6, 5, 4, 3, 2];
        var sum = Digits(number).Zip(weights, (digit, weight) => digit * weight).Sum() + number[0] switch { 'T' or 'G' => 4, 'M' => 3, _ => 0 };
        var letters = number[0] switch { 'S' or 'T' => "JZIHGFEDCBA", 'F' or 'G' => "XWUTRQPNMLK", _ => "KLJNPQRTUWX" };
        return number[0] == 'M' ? letters[10 - (sum % 11)] == number[^1] : letters[sum % 11] == number[^1];
    }

    private static int[] Digits(string number) => [.. number.Where(char.IsAsciiDigit).Select(digit => digit - '0')];

    private static int Pair(int[] digits, int at) => (digits[at] * 10) + digits[at + 1];
}
