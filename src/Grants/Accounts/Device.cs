using Microsoft.AspNetCore.Http;

namespace Grants.Accounts;

/// <summary>The device at which this request was made, in words by which its person knows it again. It is what the browser says of itself: no proof of anything.</summary>
internal sealed class Device(IHttpContextAccessor http)
{
    // Every browser names its forerunners too, so the first that fits is the one.
    private static readonly (string Sign, string Words)[] _browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Sign, string Words)[] _systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    /// <summary>Such as 'Chrome, Android'; empty for what is no browser that we know.</summary>
    public string Words
    {
        get
        {
            var agent = http.HttpContext?.Request.Headers.UserAgent.ToString() ?? "";
            return string.Join(", ", new[] { First(_browsers), First(_systems) }.OfType<string>());

            string? First((string Sign, string Words)[] known) => known.FirstOrDefault(one => agent.Contains(one.Sign, StringComparison.Ordinal)).Words;
        }
    }
}
