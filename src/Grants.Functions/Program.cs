using Grants;
using Grants.Functions;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();

var options = new GrantsOptions();
builder.Configuration.GetSection("Grants").Bind(options);
builder.Services.AddGrants(options);
builder.Services.AddSingleton<WebPipeline>();

builder.Build().Run();
