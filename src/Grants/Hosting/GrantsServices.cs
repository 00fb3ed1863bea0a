using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using FluentValidation;
using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Milestones;
using Grants.Notifications;
using Grants.Partners;
using Grants.Portal;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SendGrid;

namespace Grants;

/// <summary>What every host registers: the product's services, the same in Azure and on one machine.</summary>
public static class GrantsServices
{
    /// <summary>Adds the product.</summary>
    public static IServiceCollection AddGrants(this IServiceCollection services, GrantsOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(AuditKey.Read(options.HashKey));
        if (options.Telemetry.OtlpEndpoint is { } collector) services.AddTelemetryExport(new OtlpExport(collector));

        services.TryAddSingleton<TokenCredential>(_ => new DefaultAzureCredential());
        if (options.Database == DatabaseKind.Postgres) services.AddSingleton(provider => PostgresServer.Open(options, provider.GetRequiredService<TokenCredential>));
        services.AddDbContextPool<GrantsDb>(builder => GrantsDatabase.Configure(builder, options));
        services.AddScoped<DurableClientAccessor>();
        services.AddScoped<Outbox>();
        services.AddScoped<Notifier>();
        services.AddSingleton(provider => Blobs(options, provider));
        services.AddHttpClient<ISendGridClient, SendGridClient>((http, _) =>
            new SendGridClient(http, new SendGridClientOptions { ApiKey = options.SendGridApiKey, Host = options.SendGridHost }));
        services.AddTransient<MailSender>();
        services.AddScoped<Reconciler>();
        services.AddSingleton<GivingWay>();
        services.AddSingleton<ThisProcess>();
        services.AddScoped<Availability>();
        services.AddScoped<Operations.Vitals>();
        services.AddScoped<Operations.Dependencies>();
        services.AddSingleton<Operations.Readiness>();
        services.AddScoped<Calls.OutageRule>();
        services.AddScoped<AuditSeals>();
        services.AddScoped<AuditVerification>();
        services.AddScoped<DocumentStore>();
        services.AddScoped<DocumentAccess>();
        services.AddScoped<DocumentUploads>();
        services.AddScoped<DocumentScans>();
        services.AddScoped<SurvivorData.SurvivorDataReview>();
        services.AddSingleton<IScanner>(options.Scanner.Defender ? new DefenderScanner() : new ClamdScanner(options));
        services.AddScoped<ScanMessages>();
        services.AddScoped<FormFiles>();
        services.AddScoped<OrphanSweep>();
        services.AddScoped<AddressSweep>();
        services.AddScoped<SignInSweep>();
        services.AddScoped<TypedKeeper>();
        services.AddScoped<HoldReminders>();
        services.AddScoped<Partners.PolicyReminders>();
        services.AddScoped<Partners.OrganisationExport>();
        services.AddScoped<Applications.ApplicationClosing>();
        services.AddScoped<Applications.SubmissionPapers>();
        services.AddScoped<Applications.ScreeningFindings>();
        services.AddScoped<Partners.Gates>();
        services.AddScoped<Applications.DraftAnswers>();
        services.AddScoped<Calls.FormDrafts>();
        services.AddScoped<Applications.DraftPresence>();
        services.AddScoped<Applications.PresenceSweep>();
        services.AddScoped<RecordSweep>();
        services.AddScoped<SortKeySweep>();
        services.AddScoped<Destruction.Destroyer>();
        services.AddHostedService<Destruction.ReplayAtStart>();
        services.AddScoped<Awards.OfferQuery>();
        services.AddScoped<Milestones.ProgrammeResults>();
        services.AddScoped<Closure.ArchivePackage>();

        AddUseCases(services);
        AddWeb(services, options);
        return services;
    }

    private static BlobServiceClient Blobs(GrantsOptions options, IServiceProvider provider)
    {
        var client = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2023_01_03);
        return Uri.TryCreate(options.BlobConnectionString, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps
            ? new BlobServiceClient(address, provider.GetRequiredService<TokenCredential>(), client)
            : new BlobServiceClient(options.BlobConnectionString, client);
    }

    // A use case's handler and its validator are found by their place: every IUseCase and every validator of this assembly. So are the areas' rules about
    // their documents.
    private static void AddUseCases(IServiceCollection services)
    {
        var classes = typeof(GrantsServices).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false }).ToList();
        foreach (var handler in classes.Where(typeof(IUseCase).IsAssignableFrom)) services.AddScoped(handler);
        foreach (var rule in new[] { typeof(IDocumentReaders), typeof(IDocumentSubjects) })
        {
            foreach (var implementation in classes.Where(rule.IsAssignableFrom)) services.AddScoped(rule, implementation);
        }

        foreach (var validator in AssemblyScanner.FindValidatorsInAssembly(typeof(GrantsServices).Assembly, includeInternalTypes: true))
            services.AddSingleton(validator.InterfaceType, validator.ValidatorType);
    }

    // A person's cookie or a program's token.
    private const string AnyScheme = "Any";

    // Form tokens, cookies and notices: what one instance protects every other one reads.
    private static void AddProtection(IServiceCollection services, GrantsOptions options)
    {
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "grants-form";
            // SecurityHeaders forbids frames altogether; antiforgery would allow the portal's own.
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        services.AddDataProtection().SetApplicationName("grants");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, DataProtectionKeysInDatabase>();
        if (options.ProtectionKey is not { } key) return;
        services.AddSingleton(provider => new KeyVaultKey(key, provider.GetRequiredService<TokenCredential>()));
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, KeyVaultXmlEncryptor.Setup>();
    }

    private static void AddWeb(IServiceCollection services, GrantsOptions options)
    {
        services.AddHttpContextAccessor();
        services.AddScoped<CurrentActor>();
        services.AddScoped<Device>();
        services.AddScoped<SecondFactors>();
        services.AddScoped<EntraRoles>();
        services.AddIdentityCore<Person>();
        services.AddScoped<IUserStore<Person>, PasskeyStore>();
        services.AddScoped<IPasskeyHandler<Person>, PasskeyHandler<Person>>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<GrantsOptions>((passkeys, options) => passkeys.ServerDomain = options.PublicUrl.Host);
        services.AddScoped<Arrival>();
        services.AddPortal();
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = problem => problem.ProblemDetails.Title = Refusals.Title(problem.ProblemDetails.Status));
        services.AddApiDescription();
        services.AddRouting();
        services.AddResponseCompression(compression => compression.EnableForHttps = true);
        services.Configure<FormOptions>(forms => forms.ValueCountLimit = FilesInForms.MostFields);
        // What cannot be read reaches Failures, which says why.
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json => RequestBodies.Configure(json.SerializerOptions));
        AddProtection(services, options);

        services.AddSingleton<TokenLimits>();
        services.AddAuthentication(authentication =>
            {
                authentication.DefaultScheme = AnyScheme;
                authentication.DefaultSignInScheme = authentication.DefaultSignOutScheme = CookieAuthenticationDefaults.AuthenticationScheme;
            })
            .AddPolicyScheme(AnyScheme, null, any => any.ForwardDefaultSelector = context =>
                TokenAuthentication.IsUsedBy(context) ? TokenAuthentication.SchemeName : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null)
            .AddCookie(SessionCookie.Configure);
        services.AddScoped<IAuthorizationHandler, WhoMayHandler>();
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build());
    }
}

/// <summary>A use case's handler: registered by this interface, one instance for each request.</summary>
internal interface IUseCase;
