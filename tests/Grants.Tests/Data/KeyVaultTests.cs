using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Grants.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Data;

/// <summary>Keys of data protection, wrapped by a vault that really wraps with RSA.</summary>
public sealed class KeyVaultTests : IDisposable
{
    private static readonly Uri _key = new("https://grants-test.vault.azure.net/keys/protection");
    private readonly Vault _vault = new();
    private readonly Repository _repository = new();

    public void Dispose() => _vault.Dispose();

    [Fact]
    public void Keys_AreStoredWrapped_AndAnotherInstanceReadsThem()
    {
        var cookie = Protector().Protect("session");

        Assert.Equal("session", Protector().Unprotect(cookie));
        var stored = Assert.Single(_repository.Elements).ToString();
        Assert.Contains("keyVaultEncryption", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("masterKey", stored, StringComparison.Ordinal);
        Assert.All(_vault.Requests, request => Assert.Equal(("Bearer test-token", "7.4"), (request.Authorization, request.ApiVersion)));
        Assert.Equal(["https://vault.azure.net/.default"], Credential.LastScopes);
    }

    [Fact]
    public void KeyThatWasRotated_StillOpensWhatItsOldVersionClosed()
    {
        var before = Protector().Protect("before");
        _vault.Rotate();
        var after = Provider(keys => keys.CreateNewKey(DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddDays(90))).Protect("after");

        var other = Protector();
        Assert.Equal(("before", "after"), (other.Unprotect(before), other.Unprotect(after)));
        Assert.Equal(["v1", "v2"], _repository.Elements.Select(element => element.Descendants("key").Select(key => key.Value.Split('/')[^1]).Last(version => version.StartsWith('v'))));

        _vault.Disable("v1");
        Assert.ThrowsAny<CryptographicException>(() => Protector().Unprotect(before));
    }

    [Fact]
    public void ElementThatWasChanged_OrThatNamesAnotherVault_IsRefused()
    {
        var encrypted = new KeyVaultXmlEncryptor(Key()).Encrypt(new XElement("secret", "abc")).EncryptedElement;
        using var services = new ServiceCollection().AddSingleton(Key()).BuildServiceProvider();
        var decryptor = new KeyVaultXmlDecryptor(services);
        Assert.Equal("abc", decryptor.Decrypt(encrypted).Value);

        var changed = new XElement(encrypted);
        var cipher = Convert.FromBase64String(changed.Element("cipher")!.Value);
        cipher[0] ^= 1;
        changed.Element("cipher")!.Value = Convert.ToBase64String(cipher);
        Assert.ThrowsAny<CryptographicException>(() => decryptor.Decrypt(changed));

        var elsewhere = new XElement(encrypted);
        elsewhere.Element("key")!.Value = "https://grants-test.vault.azure.net.attacker.example/keys/protection/v1";
        var before = _vault.Requests.Count;
        Assert.ThrowsAny<CryptographicException>(() => decryptor.Decrypt(elsewhere));
        Assert.Equal(before, _vault.Requests.Count);
    }

    [Fact]
    public void VaultThatRefuses_IsAnError()
    {
        _vault.Disable("v1");
        Assert.Equal(403, Assert.Throws<RequestFailedException>(() => new KeyVaultXmlEncryptor(Key()).Encrypt(new XElement("secret"))).Status);
    }

    private KeyVaultKey Key()
    {
        var options = new VaultOptions { Transport = new HttpClientTransport(_vault) };
        options.Retry.MaxRetries = 0;
        return new KeyVaultKey(_key, new Credential(), options);
    }

    private IDataProtector Protector() => Provider(_ => { });

    // An instance of its own: nothing is shared but the stored keys and the vault.
    private IDataProtector Provider(Action<IKeyManager> first)
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("grants");
        services.AddSingleton(Key());
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = _repository);
        services.AddSingleton<Microsoft.Extensions.Options.IConfigureOptions<KeyManagementOptions>, KeyVaultXmlEncryptor.Setup>();
        var provider = services.BuildServiceProvider();
        first(provider.GetRequiredService<IKeyManager>());
        return provider.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
    }

    private sealed class VaultOptions : ClientOptions;

    private sealed class Repository : IXmlRepository
    {
        public List<XElement> Elements { get; } = [];

        public IReadOnlyCollection<XElement> GetAllElements() => [.. Elements.Select(element => new XElement(element))];

        public void StoreElement(XElement element, string friendlyName) => Elements.Add(element);
    }

    private sealed class Credential : TokenCredential
    {
        public static string[] LastScopes { get; private set; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            LastScopes = requestContext.Scopes;
            return new AccessToken("test-token", DateTimeOffset.UtcNow.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }

    /// <summary>Key Vault's wrapkey and unwrapkey, as its REST reference has them.</summary>
    private sealed class Vault : HttpMessageHandler
    {
        private readonly List<(string Version, RSA Key)> _versions = [("v1", RSA.Create(2048))];
        private readonly HashSet<string> _disabled = [];

        public List<(string? Authorization, string ApiVersion)> Requests { get; } = [];

        public void Rotate() => _versions.Add(($"v{_versions.Count + 1}", RSA.Create(2048)));

        public void Disable(string version) => _disabled.Add(version);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(Send(request, cancellationToken));

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add((request.Headers.Authorization?.ToString(), request.RequestUri!.Query.Split('=')[1]));
            using var reader = new StreamReader(request.Content!.ReadAsStream(cancellationToken));
            var body = JsonSerializer.Deserialize<JsonElement>(reader.ReadToEnd());
            Assert.Equal("RSA-OAEP-256", body.GetProperty("alg").GetString());
            string[] path = request.RequestUri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
            var (version, key) = path.Length == 3 ? _versions[^1] : _versions.Single(each => each.Version == path[2]);
            if (_disabled.Contains(version)) return new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent("""{"error":{"code":"Forbidden"}}""") };
            var value = Base64Url.DecodeFromChars(body.GetProperty("value").GetString());
            var answer = path[^1] == "wrapkey" ? key.Encrypt(value, RSAEncryptionPadding.OaepSHA256) : key.Decrypt(value, RSAEncryptionPadding.OaepSHA256);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(JsonSerializer.Serialize(new { kid = $"{_key}/{version}", value = Base64Url.EncodeToString(answer) })) };
        }

        protected override void Dispose(bool disposing)
        {
            foreach (var (_, key) in _versions) key.Dispose();
            base.Dispose(disposing);
        }
    }
}
