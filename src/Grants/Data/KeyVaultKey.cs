using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Grants.Data;

/// <summary>
/// A key in Key Vault that wraps other keys, over its REST API: the private key never leaves the vault. Wrapping takes the key's newest version; unwrapping the one that
/// wrapped, so that a key that is rotated goes on opening what it has closed as long as its old versions are enabled.
/// </summary>
internal sealed class KeyVaultKey
{
    private const string ApiVersion = "7.4";
    private const string Algorithm = "RSA-OAEP-256";

    private readonly Uri _key;
    private readonly HttpPipeline _pipeline;

    /// <param name="key">The key's identifier, without a version.</param>
    /// <param name="credential">Whose identity may wrap and unwrap with it (role 'Key Vault Crypto Service Encryption User').</param>
    /// <param name="options">Of the requests; retries, for instance.</param>
    public KeyVaultKey(Uri key, TokenCredential credential, ClientOptions? options = null)
    {
        _key = key;
        // 'vault.azure.net' in the public cloud: tokens are for the domain, not for the one vault.
        var resource = $"https://{key.Host[(key.Host.IndexOf('.', StringComparison.Ordinal) + 1)..]}/.default";
        _pipeline = HttpPipelineBuilder.Build(options ?? new Options(), new BearerTokenAuthenticationPolicy(credential, resource));
    }

    /// <summary>Wraps some bytes with the newest version.</summary>
    /// <returns>The identifier of that version, and the wrapped bytes.</returns>
    /// <exception cref="RequestFailedException">The vault refuses, or is away.</exception>
    public (Uri Version, byte[] Wrapped) Wrap(ReadOnlySpan<byte> bytes) => Send(_key, "wrapkey", bytes);

    /// <summary>Unwraps what a version has wrapped.</summary>
    /// <exception cref="CryptographicException">It was wrapped with a key of somebody else.</exception>
    /// <exception cref="RequestFailedException">The vault refuses, or is away.</exception>
    public byte[] Unwrap(Uri version, ReadOnlySpan<byte> wrapped)
    {
        // What names the key comes from the database: a token of ours is sent to our vault only.
        if (!version.AbsoluteUri.StartsWith($"{_key.AbsoluteUri.TrimEnd('/')}/", StringComparison.Ordinal)) throw new CryptographicException($"The key was wrapped by {version}, which is no version of {_key}.");
        return Send(version, "unwrapkey", wrapped).Bytes;
    }

    private (Uri Version, byte[] Bytes) Send(Uri key, string operation, ReadOnlySpan<byte> value)
    {
        using var message = _pipeline.CreateMessage();
        message.Request.Method = RequestMethod.Post;
        message.Request.Uri.Reset(new Uri($"{key.AbsoluteUri.TrimEnd('/')}/{operation}?api-version={ApiVersion}"));
        message.Request.Headers.Add(HttpHeader.Common.JsonContentType);
        message.Request.Content = RequestContent.Create(BinaryData.FromObjectAsJson(new { alg = Algorithm, value = Base64Url.EncodeToString(value) }));
        _pipeline.Send(message, CancellationToken.None);
        if (message.Response.IsError) throw new RequestFailedException(message.Response);
        using var answer = JsonDocument.Parse(message.Response.Content);
        return (new Uri(answer.RootElement.GetProperty("kid").GetString()!), Base64Url.DecodeFromChars(answer.RootElement.GetProperty("value").GetString()));
    }

    private sealed class Options : ClientOptions;
}

/// <summary>
/// Encrypts a key of data protection (AES-256-GCM with a key of its own) and has that key wrapped by Key Vault, so that whoever reads the database, or a backup of it,
/// cannot make cookies.
/// </summary>
internal sealed class KeyVaultXmlEncryptor(KeyVaultKey key) : IXmlEncryptor
{
    private const int KeyBytes = 32;

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var secret = RandomNumberGenerator.GetBytes(KeyBytes);
        try
        {
            var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
            var plain = System.Text.Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
            var (cipher, tag) = (new byte[plain.Length], new byte[AesGcm.TagByteSizes.MaxSize]);
            using (var aes = new AesGcm(secret, tag.Length)) aes.Encrypt(nonce, plain, cipher, tag);
            CryptographicOperations.ZeroMemory(plain);
            var (version, wrapped) = key.Wrap(secret);
            return new EncryptedXmlInfo(
                new XElement(
                    "keyVaultEncryption",
                    new XElement("key", version.AbsoluteUri),
                    Element("wrapped", wrapped), Element("nonce", nonce), Element("cipher", cipher), Element("tag", tag)),
                typeof(KeyVaultXmlDecryptor));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static XElement Element(string name, byte[] bytes) => new(name, Convert.ToBase64String(bytes));

    /// <summary>New keys are encrypted so; keys of before are still read.</summary>
    internal sealed class Setup(KeyVaultKey key) : IConfigureOptions<KeyManagementOptions>
    {
        public void Configure(KeyManagementOptions options) => options.XmlEncryptor = new KeyVaultXmlEncryptor(key);
    }
}

/// <summary>Opens what <see cref="KeyVaultXmlEncryptor"/> has closed. Data protection makes it by its name, which is stored with each key.</summary>
internal sealed class KeyVaultXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var secret = services.GetRequiredService<KeyVaultKey>().Unwrap(new Uri(encryptedElement.Element("key")!.Value), Bytes("wrapped"));
        try
        {
            var (cipher, tag) = (Bytes("cipher"), Bytes("tag"));
            var plain = new byte[cipher.Length];
            using (var aes = new AesGcm(secret, tag.Length)) aes.Decrypt(Bytes("nonce"), cipher, tag, plain);
            return XElement.Parse(System.Text.Encoding.UTF8.GetString(plain));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }

        byte[] Bytes(string name) => Convert.FromBase64String(encryptedElement.Element(name)!.Value);
    }
}
