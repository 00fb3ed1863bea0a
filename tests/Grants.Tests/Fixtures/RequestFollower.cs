using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Grants.Tests.Fixtures;

/// <summary>
/// Follows the tests' own requests through the host: how many database commands each took, and when it was over. A test that goes on after a
/// request finds everything done that the request does, the outbox's first try included.
/// </summary>
internal sealed class RequestFollower(IHttpContextAccessor accessor) : DbCommandInterceptor, IAuthorizationMiddlewareResultHandler
{
    /// <summary>The header by which a request is known.</summary>
    public const string Header = "X-Test-Request";

    /// <summary>The header of an answer that authorisation gave, before any endpoint ran.</summary>
    public const string DeniedHeader = "X-Test-Denied";

    private readonly ConcurrentDictionary<string, Followed> _requests = new();
    private readonly AuthorizationMiddlewareResultHandler _authorization = new();

    /// <summary>Follows a request that is about to be sent.</summary>
    public string Begin()
    {
        var id = Guid.NewGuid().ToString("n");
        _requests[id] = new Followed();
        return id;
    }

    /// <summary>Waits until the host has done everything that belongs to the request.</summary>
    /// <returns>How many database commands it took.</returns>
    public async Task<int> EndAsync(string id)
    {
        await _requests[id].Over.Task.WaitAsync(TimeSpan.FromMinutes(3)); // Its answer is here already: what is left takes milliseconds.
        return _requests.TryRemove(id, out var followed) ? followed.Commands : 0;
    }

    /// <summary>Waits until the host is at work on the request: it has asked the database for something.</summary>
    public async Task BegunAsync(string id) => await _requests[id].AtWork.Task.WaitAsync(TimeSpan.FromMinutes(3));

    public async Task FollowAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        finally
        {
            Find(context)?.Over.TrySetResult();
        }
    }

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        // What follows clears the answer's headers before it writes its own.
        if (!authorizeResult.Succeeded)
        {
            context.Response.OnStarting(() =>
            {
                context.Response.Headers[DeniedHeader] = "yes";
                return Task.CompletedTask;
            });
        }

        return _authorization.HandleAsync(next, context, policy, authorizeResult);
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Count();
        return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Count();
        return base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        Count();
        return base.ScalarExecutingAsync(command, eventData, result, cancellationToken);
    }

    private void Count()
    {
        if (accessor.HttpContext is not { } context || Find(context) is not { } followed) return;
        Interlocked.Increment(ref followed.Commands);
        followed.AtWork.TrySetResult();
    }

    private Followed? Find(HttpContext context) => _requests.GetValueOrDefault(context.Request.Headers[Header].ToString());

    private sealed class Followed
    {
        public int Commands;

        public TaskCompletionSource AtWork { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
