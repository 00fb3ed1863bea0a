using System.Reflection;
using System.Text.RegularExpressions;
using Grants.Accounts;

namespace Grants.Conventions.Tests;

/// <summary>
/// What is deployed, read from its source: it fits together, the app is told exactly what it reads, no secret is written down, and only the app's own door
/// is open to the internet.
/// </summary>
public sealed partial class InfrastructureTests
{
    private const string Folder = "infra";

    private static readonly IReadOnlyList<Bicep> _files = [.. Repository.Files(Folder, ".bicep").Select(Bicep.Read)];
    private static readonly Bicep _main = _files.Single(file => file.Path == "infra/main.bicep");
    private static readonly Bicep _parameters = Bicep.Read("infra/main.bicepparam");
    private static readonly Bicep _app = _files.Single(file => file.Path == "infra/modules/app.bicep");

    [Fact]
    public void EveryModule_IsUsed_AndMainOnlyComposes()
    {
        Assert.True(_files.Count > 10);
        var used = _files.SelectMany(file => file.Of("module").Select(module => Target(file, module).Path)).ToHashSet();
        Assert.Equal(_files.Select(file => file.Path).Where(path => path != _main.Path).Order(), used.Order());
        Assert.Empty(_main.Of("resource"));
    }

    [Fact]
    public void EveryModule_IsGivenWhatItAsksFor()
    {
        var faults = from file in _files
                     from module in file.Of("module")
                     let target = Target(file, module)
                     let given = ((Bicep.Tree)((Bicep.Tree)module.Value!).Properties["params"]).Properties.Keys.ToHashSet()
                     from fault in target.Of("param").Where(parameter => parameter.Value is null && !given.Contains(parameter.Name)).Select(parameter => $"lacks {parameter.Name}")
                         .Concat(given.Except(target.Of("param").Select(parameter => parameter.Name)).Select(name => $"knows no {name}"))
                     select $"{file.Path}: {module.Name} {fault}";
        Assert.Empty(faults);
    }

    [Fact]
    public void EveryOutput_ThatIsReferredTo_Exists()
    {
        var references = (from file in _files
                          from Match match in ModuleOutput().Matches(Repository.Read(file.Path))
                          select (file, Module: match.Groups[1].Value, Output: match.Groups[2].Value)).ToList();
        Assert.NotEmpty(references);
        Assert.Empty(references.Where(reference => !Target(reference.file, reference.file.Of("module").Single(module => module.Name == reference.Module)).Of("output").Any(output => output.Name == reference.Output))
            .Select(reference => $"{reference.file.Path}: {reference.Module}.{reference.Output}"));
        // And none is made for nobody; main's are for the person who deploys.
        var unread = from file in _files.Where(file => file != _main)
                     from output in file.Of("output")
                     where !references.Any(reference => reference.Output == output.Name && Target(reference.file, reference.file.Of("module").Single(module => module.Name == reference.Module)) == file)
                     select $"{file.Path}: {output.Name}";
        Assert.Empty(unread);
    }

    [Fact]
    public void EveryParameterAndVariable_IsUsed()
    {
        var faults = from file in _files.Append(_parameters)
                     from declared in file.Declarations
                     where declared.Keyword == "var" || (declared.Keyword is "param" or "type" && file != _parameters)
                     where !file.Declarations.Any(other => other != declared && other.Words.Contains(declared.Name))
                     select $"{file.Path}: {declared.Name}";
        Assert.Empty(faults);
    }

    [Fact]
    public void DevelopmentAndProduction_GiveEverySize()
    {
        var wanted = ((Bicep.Tree)_main.Of("type").Single(type => type.Name == "sizeType").Value!).Properties.Keys.Order();
        var sizes = ((Bicep.Tree)_parameters.Of("var").Single(variable => variable.Name == "sizes").Value!).Properties;
        Assert.Equal(["dev", "prod"], sizes.Keys.Order());
        Assert.All(sizes.Values, size => Assert.Equal(wanted, ((Bicep.Tree)size).Properties.Keys.Order()));
        Assert.Equal(_main.Of("param").Select(parameter => parameter.Name).Order(), _parameters.Of("param").Select(parameter => parameter.Name).Order());
        // All instances together stay below what the database takes, and each has enough to work.
        Assert.All(sizes.Values.Cast<Bicep.Tree>(), size => Assert.InRange(Number(size, "databaseConnections") / Number(size, "maximumInstances"), 8, int.MaxValue));

        static int Number(Bicep.Tree size, string name) => int.Parse(((Bicep.Leaf)size.Properties[name]).Source, System.Globalization.CultureInfo.InvariantCulture);
    }

    // What the platform reads, and who that is.
    private static readonly Dictionary<string, string> _readByThePlatform = new()
    {
        ["AZURE_CLIENT_ID"] = "DefaultAzureCredential",
        ["AzureWebJobsStorage__accountName"] = "the Functions host",
        ["AzureWebJobsStorage__credential"] = "the Functions host",
        ["AzureWebJobsStorage__clientId"] = "the Functions host",
        ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = "the Functions host and the exporter of telemetry",
        ["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] = "the Functions host",
        ["OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID"] = "App Service Authentication",
        ["WEBSITE_AUTH_AAD_ALLOWED_TENANTS"] = "App Service Authentication",
        ["DURABLE_TASK_SCHEDULER_CONNECTION_STRING"] = "the durable extension",
        ["AzureFunctionsJobHost__extensions__durableTask__storageProvider__type"] = "the Functions host, over host.json",
        ["AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName"] = "the Functions host, over host.json",
    };

    // What the app reads and Azure does not need, and why.
    private static readonly Dictionary<string, string> _notInAzure = new()
    {
        ["Grants__Scanner__Clamd"] = "Defender scans there",
        ["Grants__Telemetry__OtlpEndpoint"] = "Application Insights takes it there",
        ["Grants__SendGridTemplates"] = "e-mails carry their content until somebody has made templates",
        ["Grants__SendGridSandbox"] = "e-mails are for people there",
        ["Grants__SendGridWebhookTolerance"] = "ten minutes do",
    };

    [Fact]
    public void App_IsToldWhatItReads_AndNothingElse()
    {
        var set = Settings().Keys.Append("Grants__Entra__Groups").ToList();
        var read = Options(typeof(GrantsOptions), "Grants").ToHashSet();
        Assert.True(read.Count > 10);
        Assert.Empty(_notInAzure.Keys.Except(read));
        Assert.Equal(read.Except(_notInAzure.Keys).Concat(_readByThePlatform.Keys).Order(StringComparer.Ordinal), set.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Staff_AreSignedInByEntra_OnlyWithAnAppRegistration_AndPartnersPass()
    {
        // The settings make the app believe a header that is the platform's only where the platform stands before it: the same condition gives both.
        var site = _app.Of("resource").Single(resource => resource.Type.StartsWith("Microsoft.Web/sites@", StringComparison.Ordinal));
        var authentication = Assert.Single(site.Inner, inner => inner.Text("name") == "'authsettingsV2'");
        Assert.Equal("!empty(entraClientId)", Blank().Replace(authentication.Text("properties.platform.enabled")!, ""));
        var settings = Blank().Replace(site.Inner.Single(inner => inner.Text("name") == "'appsettings'").Text("properties")!, "");
        Assert.Contains("empty(entraClientId)?{}:reduce(entraGroupSettings,entraSettings,", settings, StringComparison.Ordinal);
        Assert.Equal(("false", "'AllowAnonymous'", null), (authentication.Text("properties.globalValidation.requireAuthentication"), authentication.Text("properties.globalValidation.unauthenticatedClientAction"), authentication.Text("properties.globalValidation.excludedPaths")));
        Assert.Equal(("'NoProxy'", "false"), (authentication.Text("properties.httpSettings.forwardProxy.convention"), authentication.Text("properties.login.tokenStore.enabled")));
        // In place of a client secret, one of the app's identities.
        var secret = _app.Of("var").Single(variable => variable.Name == "entraProvider").Text("registration.clientSecretSettingName")!.Trim('\'');
        Assert.Equal("identityClientId", Settings()[secret]);

        // Each group says what the app reads of one, and gives a role that there is.
        var groups = ((Bicep.Leaf)_app.Of("var").Single(variable => variable.Name == "entraGroupSettings").Value!).Source;
        Assert.Equal(typeof(EntraGroup).GetProperties().Select(property => property.Name).Order(), GroupSetting().Matches(groups).Select(match => match.Groups[1].Value).Order());
        Assert.Equal(Enum.GetNames<Role>().Order(), _main.Of("type").Single(type => type.Name == "entraGroupType").Text("role")!.Split('|').Select(name => name.Trim(' ', '\'')).Order());
    }

    [Fact]
    public void Host_OverridesOnlyWhatHostJsonHas()
    {
        using var host = System.Text.Json.JsonDocument.Parse(Repository.Read("host.json"));
        var overridden = Settings().Keys.Where(name => name.StartsWith("AzureFunctionsJobHost__", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(overridden);
        Assert.All(overridden, name =>
        {
            var element = host.RootElement;
            foreach (var part in name.Split("__")[1..^1]) element = element.GetProperty(part);
        });
    }

    [Fact]
    public void Secrets_AreNowhereInPlainText()
    {
        foreach (var path in Repository.Files(Folder, ".bicep", ".bicepparam", ".yaml", ".json"))
        {
            var text = Repository.Read(path);
            Assert.DoesNotMatch(WrittenSecret(), text);
            // No key that Azure would hand out is asked for.
            Assert.DoesNotContain("listKeys", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("listCredentials", text, StringComparison.OrdinalIgnoreCase);
        }

        var secret = _files.SelectMany(file => file.Of("param").Select(parameter => (file, parameter))).Where(each => SecretName().IsMatch(each.parameter.Name)).ToList();
        Assert.NotEmpty(secret);
        Assert.All(secret, each =>
        {
            Assert.Contains("@secure()", each.parameter.Decorators, StringComparison.Ordinal);
            Assert.Null(each.parameter.Value);
        });
        // A secret parameter goes into the vault or on to a module that takes it as one; no output shows it.
        var secrets = secret.Select(each => each.parameter.Name).ToHashSet();
        Assert.All(_files.SelectMany(file => file.Of("output")), output => Assert.Empty(output.Words.Intersect(secrets)));
        Assert.All(_files.SelectMany(file => file.Of("resource")).Where(resource => resource.Words.Overlaps(secrets)), resource => Assert.True(resource.Type == "secrets" || resource.Type.StartsWith("Microsoft.KeyVault/vaults@", StringComparison.Ordinal), resource.Name));
        Assert.All(_parameters.Of("param").Where(parameter => secrets.Contains(parameter.Name)), parameter => Assert.Matches(@"^readEnvironmentVariable\('GRANTS_[A-Z_]+' ?\)$", ((Bicep.Leaf)parameter.Value!).Source));
        Assert.All(Settings().Where(setting => SecretName().IsMatch(setting.Key.Split("__")[^1])), setting => Assert.StartsWith("'@Microsoft.KeyVault(SecretUri=${", setting.Value, StringComparison.Ordinal));
    }

    // Where something answers that could be reached from the internet: which property closes it.
    private static readonly Dictionary<string, string[]> _closedBy = new()
    {
        ["Microsoft.Storage/storageAccounts"] = ["properties.publicNetworkAccess"],
        ["Microsoft.KeyVault/vaults"] = ["properties.publicNetworkAccess"],
        ["Microsoft.DBforPostgreSQL/flexibleServers"] = ["properties.network.publicNetworkAccess"],
        ["Microsoft.DurableTask/schedulers"] = ["properties.publicNetworkAccess"],
        ["Microsoft.OperationalInsights/workspaces"] = ["properties.publicNetworkAccessForIngestion"],
        ["Microsoft.Insights/components"] = ["properties.publicNetworkAccessForIngestion"],
        ["Microsoft.EventGrid/topics"] = ["properties.publicNetworkAccess"],
        ["Microsoft.Web/sites"] = ["properties.publicNetworkAccess"],
    };

    // And what answers nothing from outside.
    private static readonly string[] _withoutADoor =
    [
        "Microsoft.Authorization/", "Microsoft.Consumption/budgets", "Microsoft.Insights/actionGroups", "Microsoft.Insights/metricAlerts", "Microsoft.Insights/scheduledQueryRules",
        "Microsoft.Insights/privateLinkScopes", "Microsoft.ManagedIdentity/", "Microsoft.Network/networkSecurityGroups", "Microsoft.Network/privateDnsZones", "Microsoft.Network/privateEndpoints",
        "Microsoft.Network/virtualNetworks", "Microsoft.Security/defenderForStorageSettings", "Microsoft.Web/serverfarms", "Microsoft.DBforPostgreSQL/flexibleServers/", "Microsoft.EventGrid/topics/",
    ];

    [Fact]
    public void OnlyTheAppsDoor_IsOpenToTheInternet()
    {
        var open = new List<string>();
        foreach (var resource in _files.SelectMany(file => file.Declarations).Where(declared => declared is { Keyword: "resource", IsExisting: false }))
        {
            var type = resource.Type.Split('@')[0];
            if (!_closedBy.TryGetValue(type, out var properties)) Assert.Contains(_withoutADoor, known => type.StartsWith(known, StringComparison.Ordinal));
            else open.AddRange(properties.Where(property => resource.Text(property) != "'Disabled'").Select(_ => type));
        }

        // The app, and the topic that Defender sends to, which takes no key but only Defender's own identity.
        Assert.Equal(["Microsoft.EventGrid/topics", "Microsoft.Web/sites"], open.Order(StringComparer.Ordinal));
        var resources = _files.SelectMany(file => file.Of("resource")).Where(resource => !resource.IsExisting).ToList();
        Assert.Equal("true", resources.Single(resource => resource.Type.StartsWith("Microsoft.EventGrid/topics@", StringComparison.Ordinal)).Text("properties.disableLocalAuth"));
        var site = resources.Single(resource => resource.Type.StartsWith("Microsoft.Web/sites@", StringComparison.Ordinal));
        Assert.Equal("true", site.Text("properties.httpsOnly"));
        Assert.Equal(["ftp", "scm"], site.Inner.Where(inner => inner.Type == "basicPublishingCredentialsPolicies" && inner.Text("properties.allow") == "false").Select(inner => inner.Text("name")!.Trim('\'')));
        var accounts = resources.Where(resource => resource.Type.StartsWith("Microsoft.Storage/storageAccounts@", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, accounts.Count);
        Assert.All(accounts, account =>
        {
            Assert.Equal(("false", "false", "'Deny'"), (account.Text("properties.allowBlobPublicAccess"), account.Text("properties.allowSharedKeyAccess"), account.Text("properties.networkAcls.defaultAction")));
            Assert.DoesNotContain(account.Inner.SelectMany(service => service.Inner), container => container.Text("properties.publicAccess") is not null);
        });
        Assert.DoesNotContain(resources, resource => resource.Type.Contains("firewallRules", StringComparison.OrdinalIgnoreCase) || resource.Type.Contains("publicIP", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("'Disabled'", resources.Single(resource => resource.Type.StartsWith("Microsoft.DBforPostgreSQL/flexibleServers@", StringComparison.Ordinal)).Text("properties.authConfig.passwordAuth"));
    }

    [Fact]
    public void EveryRoleAssignment_SaysWhichRoleAndWhy_AndNoneIsBroad()
    {
        // Owner, Contributor, User Access Administrator, Role Based Access Control Administrator, Storage Account Contributor, Key Vault Administrator.
        string[] broad =
        [
            "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "b24988ac-6180-42a0-ab88-20f7382dd24c", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
            "17d1049b-9a84-46fb-8f53-869881c3d3ab", "00482a5a-887f-4fb3-b363-3b7fe8e74483",
        ];
        var assignments = _files.SelectMany(file => file.Of("resource").Where(resource => resource.Type.StartsWith("Microsoft.Authorization/roleAssignments@", StringComparison.Ordinal)).Select(resource => (file, resource))).ToList();
        Assert.True(assignments.Count >= 8);
        Assert.All(assignments, each =>
        {
            // Those of a loop have their reasons beside the roles.
            Assert.True(each.resource.Decorators.Contains("//", StringComparison.Ordinal) || each.resource.Words.Contains("roles"), $"{each.file.Path}: {each.resource.Name} says not why.");
            Assert.NotNull(each.resource.Value is Bicep.Tree tree ? tree.Properties.GetValueOrDefault("scope") : null);
            Assert.Equal("'ServicePrincipal'", each.resource.Text("properties.principalType"));
        });
        Assert.All(_files, file => Assert.All(broad, role => Assert.DoesNotContain(role, Repository.Read(file.Path), StringComparison.OrdinalIgnoreCase)));
        foreach (var file in _files.Where(file => file.Of("var").Any(variable => variable.Name == "roles")))
        {
            var lines = Repository.Read(file.Path).Split('\n');
            Assert.All(Enumerable.Range(1, lines.Length - 1).Where(line => RoleLine().IsMatch(lines[line])), line => Assert.StartsWith("//", lines[line - 1].Trim(), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void QueueOfScanResults_IsTheOneThatTheFunctionReads()
    {
        var queues = _files.SelectMany(file => file.Of("resource")).Where(resource => resource.Type == "queues").Select(queue => queue.Text("name")!.Trim('\'')).ToList();
        Assert.Equal([Functions.ScanResults.Queue, Functions.ScanResults.Queue + "-poison"], queues);
        Assert.Contains($"queueName: '{Functions.ScanResults.Queue}'", Repository.Read("infra/modules/scanning.bicep"), StringComparison.Ordinal);
    }

    [Fact]
    public void Containers_AreThoseThatTheProductUses()
    {
        var made = _files.Single(file => file.Path.EndsWith("documents-storage.bicep", StringComparison.Ordinal)).Of("resource").Where(resource => resource.Type == "containers").Select(container => container.Text("name")!.Trim('\''));
        var used = typeof(GrantsServices).Assembly.GetTypes().SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .Where(field => field.IsLiteral && field.Name.EndsWith("Container", StringComparison.Ordinal) && field.FieldType == typeof(string)).Select(field => (string)field.GetRawConstantValue()!);
        Assert.Equal(used.Order(), made.Order());
    }

    [Fact]
    public void Alerts_AskForMeasuresThatAreMade()
    {
        var made = Measure().Matches(Repository.Read("src/Grants/Data/Telemetry.cs")).Select(match => match.Value).ToHashSet();
        var asked = Measure().Matches(Repository.Read("infra/modules/alerts.bicep")).Select(match => match.Value).ToHashSet();
        Assert.True(asked.Count >= 5);
        Assert.Empty(asked.Except(made));
    }

    [Fact]
    public void Readme_NamesEveryValueThatADeploymentNeeds()
    {
        var readme = Repository.Read("infra/README.md");
        var asked = EnvironmentVariable().Matches(Repository.Read(_parameters.Path)).Select(match => match.Groups[1].Value).ToList();
        Assert.True(asked.Count > 5);
        Assert.All(asked, name => Assert.Contains($"`{name}`", readme, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("param a string\nvar b = '${a}-${c['x']}'\n", "a", "c")]
    [InlineData("resource r 'T/t@1' = [for (x, i) in xs: {\n  name: x.name\n  list: [a, b]\n}]\n", "xs", "a")]
    public void Parser_FindsWhatIsMentioned(string text, params string[] words) => Assert.Superset(words.ToHashSet(), Bicep.Parse(text).Declarations.SelectMany(declared => declared.Words).ToHashSet());

    [Theory]
    [InlineData("resource r 'T/t@1' = {\n  name: 'x'\n")]
    [InlineData("var a = 'not closed\n")]
    [InlineData("nonsense a = 1\n")]
    [InlineData("var a = {\n  b 1\n}\n")]
    public void Parser_RefusesWhatIsNotBicep(string text) => Assert.Throws<FormatException>(() => Bicep.Parse(text));

    private static Dictionary<string, string> Settings() => _app.Of("var").Where(variable => variable.Name is "settings" or "schedulerSettings" or "entraSettings")
        .SelectMany(variable => ((Bicep.Tree)variable.Value!).Properties).ToDictionary(property => property.Key, property => ((Bicep.Leaf)property.Value).Source);

    // Every option that can be set, as an environment variable is named; a dictionary by its own name.
    private static IEnumerable<string> Options(Type type, string prefix) => type.GetProperties().SelectMany(property =>
        property.PropertyType.Assembly == typeof(GrantsOptions).Assembly && property.PropertyType.IsClass ? Options(property.PropertyType, $"{prefix}__{property.Name}") : [$"{prefix}__{property.Name}"]);

    private static Bicep Target(Bicep file, Bicep.Declared module)
    {
        var path = Path.GetRelativePath(Repository.Root, Path.GetFullPath(module.Type, Path.Combine(Repository.Root, Path.GetDirectoryName(file.Path)!))).Replace('\\', '/');
        return _files.SingleOrDefault(other => other.Path == path) ?? throw new FileNotFoundException($"{file.Path}: {module.Name} is {path}, which does not exist.");
    }

    [GeneratedRegex(@"\b(\w+)\.\??outputs\.(\w+)")]
    private static partial Regex ModuleOutput();

    [GeneratedRegex("\"grants\\.[a-z.]+\"")]
    private static partial Regex Measure();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"Grants__Entra__Groups__\$\{index\}__(\w+)'")]
    private static partial Regex GroupSetting();

    [GeneratedRegex(@"readEnvironmentVariable\('(\w+)'")]
    private static partial Regex EnvironmentVariable();

    [GeneratedRegex("(AccountKey|SharedAccessKey|Password|sig)=[^$;']|SG\\.[A-Za-z0-9_-]{16,}|'[A-Za-z0-9+/]{40,}={0,2}'", RegexOptions.IgnoreCase)]
    private static partial Regex WrittenSecret();

    [GeneratedRegex("^(?!.*(Public|Uri|Protection)).*(Key|Secret|Password)$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex("^  \\w+: '[0-9a-f]{8}-")]
    private static partial Regex RoleLine();
}
