// The published package says nothing about nulls, so neither does this.
#nullable disable
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SendGrid.Helpers.Mail;

/// <summary>One message, as SendGrid's <c>mail/send</c> takes it.</summary>
public class SendGridMessage
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The sender.</summary>
    [JsonPropertyName("from")]
    public EmailAddress From { get; set; }

    /// <summary>The subject.</summary>
    [JsonPropertyName("subject")]
    public string Subject { get; set; }

    /// <summary>The envelopes.</summary>
    [JsonPropertyName("personalizations")]
    public List<Personalization> Personalizations { get; set; }

    /// <summary>The bodies.</summary>
    [JsonPropertyName("content")]
    public List<Content> Contents { get; set; }

    /// <summary>The plain-text body.</summary>
    [JsonIgnore]
    public string PlainTextContent { get; set; }

    /// <summary>The HTML body.</summary>
    [JsonIgnore]
    public string HtmlContent { get; set; }

    /// <summary>The template.</summary>
    [JsonPropertyName("template_id")]
    public string TemplateId { get; set; }

    /// <summary>Categories, at most ten.</summary>
    [JsonPropertyName("categories")]
    public List<string> Categories { get; set; }

    /// <summary>How the message is handled.</summary>
    [JsonPropertyName("mail_settings")]
    public MailSettings MailSettings { get; set; }

    /// <summary>What is tracked.</summary>
    [JsonPropertyName("tracking_settings")]
    public TrackingSettings TrackingSettings { get; set; }

    /// <summary>Adds a recipient.</summary>
    /// <param name="email">The recipient.</param>
    /// <param name="personalizationIndex">The envelope's index.</param>
    /// <param name="personalization">An envelope to add; null to use the one at the index.</param>
    public void AddTo(EmailAddress email, int personalizationIndex = 0, Personalization personalization = null)
        => (Envelope(personalizationIndex, personalization).Tos ??= []).Add(email);

    /// <summary>Adds a value that comes back with every event about an envelope.</summary>
    /// <param name="customArgKey">Its key.</param>
    /// <param name="customArgValue">The value.</param>
    /// <param name="personalizationIndex">The envelope's index.</param>
    /// <param name="personalization">An envelope to add; null to use the one at the index.</param>
    public void AddCustomArg(
        string customArgKey, string customArgValue, int personalizationIndex = 0, Personalization personalization = null)
        => (Envelope(personalizationIndex, personalization).CustomArgs ??= []).Add(customArgKey, customArgValue);

    /// <summary>Adds a category.</summary>
    /// <param name="category">The category.</param>
    public void AddCategory(string category) => (Categories ??= []).Add(category);

    /// <summary>Sets the template.</summary>
    /// <param name="templateID">Its id.</param>
    public void SetTemplateId(string templateID) => TemplateId = templateID;

    /// <summary>Sets what a dynamic template shows in an envelope.</summary>
    /// <param name="dynamicTemplateData">The data.</param>
    /// <param name="personalizationIndex">The envelope's index.</param>
    /// <param name="personalization">An envelope to add; null to use the one at the index.</param>
    public void SetTemplateData(object dynamicTemplateData, int personalizationIndex = 0, Personalization personalization = null)
        => Envelope(personalizationIndex, personalization).TemplateData = dynamicTemplateData;

    /// <summary>Lets SendGrid check the message without sending it.</summary>
    /// <param name="enable">Whether.</param>
    public void SetSandBoxMode(bool enable) => (MailSettings ??= new MailSettings()).SandboxMode = new SandboxMode { Enable = enable };

    /// <summary>Whether links are rewritten so that clicks are counted.</summary>
    /// <param name="enable">Whether in HTML.</param>
    /// <param name="enableText">Whether in plain text.</param>
    public void SetClickTracking(bool enable, bool enableText)
        => (TrackingSettings ??= new TrackingSettings()).ClickTracking = new ClickTracking { Enable = enable, EnableText = enableText };

    /// <summary>Whether a pixel counts openings.</summary>
    /// <param name="enable">Whether.</param>
    /// <param name="substitutionTag">What the pixel replaces.</param>
    public void SetOpenTracking(bool enable, string substitutionTag)
        => (TrackingSettings ??= new TrackingSettings()).OpenTracking = new OpenTracking { Enable = enable, SubstitutionTag = substitutionTag };

    /// <summary>The request's JSON.</summary>
    /// <param name="useDefaultSerialization">Kept for the published signature; there is one way here.</param>
    public string Serialize(bool useDefaultSerialization = true)
    {
        // The API wants plain text before HTML.
        if (PlainTextContent is not null || HtmlContent is not null)
        {
            Contents = [];
            if (PlainTextContent is not null)
                Contents.Add(new Content("text/plain", PlainTextContent));
            if (HtmlContent is not null)
                Contents.Add(new Content("text/html", HtmlContent));
            PlainTextContent = HtmlContent = null;
        }

        return JsonSerializer.Serialize(this, Json);
    }

    private Personalization Envelope(int index, Personalization given)
    {
        Personalizations ??= [];
        if (given is not null)
        {
            Personalizations.Add(given);
            return given;
        }

        while (Personalizations.Count <= index)
            Personalizations.Add(new Personalization());
        return Personalizations[index];
    }
}

/// <summary>An address with a name.</summary>
public class EmailAddress
{
    /// <summary>Makes an empty address.</summary>
    public EmailAddress()
    {
    }

    /// <summary>Makes an address.</summary>
    /// <param name="email">The address.</param>
    /// <param name="name">The name.</param>
    public EmailAddress(string email, string name = null)
    {
        Email = email;
        Name = name;
    }

    /// <summary>The name.</summary>
    [JsonPropertyName("name")]
    public string Name { get; set; }

    /// <summary>The address.</summary>
    [JsonPropertyName("email")]
    public string Email { get; set; }
}

/// <summary>One envelope of a message.</summary>
public class Personalization
{
    /// <summary>The recipients.</summary>
    [JsonPropertyName("to")]
    public List<EmailAddress> Tos { get; set; }

    /// <summary>Values that come back with every event about the envelope.</summary>
    [JsonPropertyName("custom_args")]
    public Dictionary<string, string> CustomArgs { get; set; }

    /// <summary>What a dynamic template shows.</summary>
    [JsonPropertyName("dynamic_template_data")]
    public object TemplateData { get; set; }
}

/// <summary>One body of a message.</summary>
public class Content
{
    /// <summary>Makes an empty body.</summary>
    public Content()
    {
    }

    /// <summary>Makes a body.</summary>
    /// <param name="type">Its media type.</param>
    /// <param name="value">Its text.</param>
    public Content(string type, string value)
    {
        Type = type;
        Value = value;
    }

    /// <summary>Its media type.</summary>
    [JsonPropertyName("type")]
    public string Type { get; set; }

    /// <summary>Its text.</summary>
    [JsonPropertyName("value")]
    public string Value { get; set; }
}

/// <summary>How a message is handled.</summary>
public class MailSettings
{
    /// <summary>Whether it is only checked.</summary>
    [JsonPropertyName("sandbox_mode")]
    public SandboxMode SandboxMode { get; set; }
}

/// <summary>Whether a message is only checked.</summary>
public class SandboxMode
{
    /// <summary>Whether.</summary>
    [JsonPropertyName("enable")]
    public bool? Enable { get; set; }
}

/// <summary>What is tracked.</summary>
public class TrackingSettings
{
    /// <summary>Clicks.</summary>
    [JsonPropertyName("click_tracking")]
    public ClickTracking ClickTracking { get; set; }

    /// <summary>Openings.</summary>
    [JsonPropertyName("open_tracking")]
    public OpenTracking OpenTracking { get; set; }
}

/// <summary>Whether clicks are tracked.</summary>
public class ClickTracking
{
    /// <summary>Whether in HTML.</summary>
    [JsonPropertyName("enable")]
    public bool? Enable { get; set; }

    /// <summary>Whether in plain text.</summary>
    [JsonPropertyName("enable_text")]
    public bool? EnableText { get; set; }
}

/// <summary>Whether openings are tracked.</summary>
public class OpenTracking
{
    /// <summary>Whether.</summary>
    [JsonPropertyName("enable")]
    public bool? Enable { get; set; }

    /// <summary>What the pixel replaces.</summary>
    [JsonPropertyName("substitution_tag")]
    public string SubstitutionTag { get; set; }
}
