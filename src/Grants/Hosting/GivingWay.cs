using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Grants;

/// <summary>What a request that gives way needs a turn for. Each has turns of its own, so that a storage or a scanner that hangs keeps nobody from writing.</summary>
internal enum Turn
{
    /// <summary>To write a row or two.</summary>
    ToWrite,

    /// <summary>To fetch a file, look through it and have it scanned.</summary>
    ToLookThroughFiles,
}

/// <summary>
/// Before a deadline an instance may get more to do than it can do at once. What the browser sends by itself, and sends again (answers as they are left, files in
/// pieces), then waits for a turn, so that a submission does not stand behind all of it: few pieces of it are at work at the same time, the others wait in the
/// order in which they came. A turn begins when the request has been read and ends before it is answered: whoever sends or receives slowly keeps none.
/// </summary>
internal sealed class GivingWay : IDisposable
{
    private readonly Dictionary<Turn, ConcurrencyLimiter> _turns = Enum.GetValues<Turn>().ToDictionary(turn => turn, _ => new ConcurrencyLimiter(new ConcurrencyLimiterOptions
    {
        PermitLimit = AtOnce,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        QueueLimit = int.MaxValue, // who waits here holds no more than a request that has been read
    }));

    /// <summary>How many turns of each kind there are: together with what needs none, enough to keep the processors at work. With more, everything takes longer.</summary>
    public static int AtOnce => Math.Max(2, Environment.ProcessorCount);

    /// <summary>Whether somebody waits to write now: there is more to do than the instance can. Who waits for files may wait for a scanner that hangs.</summary>
    public bool SomebodyWaits => _turns[Turn.ToWrite].GetStatistics()!.CurrentQueuedCount > 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var turns in _turns.Values) turns.Dispose();
    }

    /// <summary>Answers when it is this request's turn.</summary>
    public async ValueTask<object?> AnswerInTurnAsync(Turn turn, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        using var lease = await _turns[turn].AcquireAsync(1, context.HttpContext.RequestAborted);
        return await next(context);
    }
}

/// <summary>Which endpoints give way.</summary>
internal static class GivingWayEndpoints
{
    /// <summary>Lets an endpoint's work wait while the instance has too much to do. Not for an endpoint that reads its own body: a slow line would keep its turn.</summary>
    public static TBuilder GivesWay<TBuilder>(this TBuilder endpoint, Turn turn)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddEndpointFilter((context, next) => context.HttpContext.RequestServices.GetRequiredService<GivingWay>().AnswerInTurnAsync(turn, context, next));

    /// <summary>Leaves an endpoint's e-mails to the sweep while somebody waits for a turn: for what is said on the page as well.</summary>
    public static TBuilder MailGivesWay<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(MailThatGivesWay.Instance);

    /// <summary>Whether the e-mails of this request are left to the sweep.</summary>
    public static bool LeavesMail(this HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<MailThatGivesWay>() is not null && context.RequestServices.GetRequiredService<GivingWay>().SomebodyWaits;

    private sealed class MailThatGivesWay
    {
        public static readonly MailThatGivesWay Instance = new();
    }
}
