using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Grants.Functions;

/// <summary>
/// The one HTTP function: every request of the portal and the API goes through ASP.NET Core's own pipeline, so that its authentication,
/// authorization and antiforgery protect every page.
/// </summary>
public sealed class Web(WebPipeline pipeline)
{
    /// <summary>Hands the request to the pipeline, with the durable client that only a function gets.</summary>
    [Function(nameof(Web))]
    public Task RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", "put", "delete", Route = "{*path}")] HttpRequest request,
        [DurableClient] DurableTaskClient durable)
    {
        ArgumentNullException.ThrowIfNull(request);
        return pipeline.InvokeAsync(request.HttpContext, durable);
    }
}
