using Azure.Identity;
using Grants;
using Grants.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// The schema is brought up to date by this same program, before it takes requests: decision 9.
if (args is ["migrate", .. var rest]) return await MigrateCommand.RunAsync(rest, Console.Out, CancellationToken.None);

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();

var options = new GrantsOptions();
builder.Configuration.GetSection("Grants").Bind(options);
builder.Services.AddGrants(options);
builder.Services.AddSingleton<WebPipeline>();
if (builder.Configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"] is { Length: > 0 } insights)
{
    builder.Services.AddTelemetryExport(new AzureMonitor(insights, new DefaultAzureCredential()));
    // Otherwise the host sends on what the worker logs, as it is.
    builder.Services.Configure<WorkerOptions>(worker => worker.Capabilities["WorkerOpenTelemetryEnabled"] = bool.TrueString);
}

builder.Build().Run();
return 0;
