using Grants.Data;
using Grants.DurableEngine;
using Grants.Notifications;
using Grants.Tests.Fixtures;
using Microsoft.DurableTask.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grants.Tests.Data;

/// <summary>What is committed goes out, whoever carries it and whatever was lost on the way.</summary>
public abstract class OutboxTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task TwoDispatchers_HandOverEachRowOnce()
    {
        const int Rows = 150; // More than one batch.
        var (address, subject) = await QueueAsync(Rows);
        Host.Clock.Advance(TimeSpan.FromMinutes(5));
        var handed = await Task.WhenAll(SweepAsync(), SweepAsync(), SweepAsync());

        Assert.Equal(Rows, handed.Sum());
        Assert.Equal(Rows, Host.MailTo(address).Count);
        Assert.Equal(Rows, Host.MailTo(address).Select(mail => mail.Details.CustomArgs["message_id"]).Distinct().Count());
        // Whoever commits a row has claimed it already, to try it at once; here nobody did.
        Assert.All(await RowsAsync(subject), row => Assert.Equal((OutboxState.Done, 2), (row.State, row.Attempts)));
    }

    [SkippableFact]
    public async Task Code_ThatSomebodyWaitsFor_GoesBeforeWhatCanWait()
    {
        var person = await Programme.PersonAsync(Host, "Somebody who waits");
        await Host.InDatabaseAsync(db =>
        {
            for (var i = 0; i < 120; i++) db.Emails.Add(Mail(person, Guid.NewGuid(), i));
            return db.SaveChangesAsync();
        });
        Host.Clock.Advance(TimeSpan.FromMinutes(1));
        await Host.InDatabaseAsync(db =>
        {
            db.Emails.Add(new EmailMessage(new Letter("sign-in-code", "Your code", ["Enter it."]), Guid.NewGuid(), "code", person.Id, person.Email, person.Name, Host.Now));
            return db.SaveChangesAsync();
        });
        Host.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(121, await SweepAsync());
        Assert.Equal("Your code", Host.MailTo(person.Email)[0].Subject);
    }

    [SkippableFact]
    public async Task ClaimThatDied_IsTakenUpAgain_WithTheSameMessageId()
    {
        var (address, subject) = await QueueAsync(1);
        Host.Clock.Advance(TimeSpan.FromMinutes(5));
        // A dispatcher claimed the row and died before it could say what became of it.
        await Host.InDatabaseAsync(db => db.Emails.Where(email => email.SubjectId == subject)
            .ExecuteUpdateAsync(set => set.SetProperty(email => email.Attempts, 1).SetProperty(email => email.NextAttemptAt, Host.Now.AddMinutes(2))));
        Assert.Equal(0, await SweepAsync());
        Assert.Empty(Host.MailTo(address));

        Host.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await SweepAsync());
        var row = Assert.Single(await RowsAsync(subject));
        Assert.Equal((OutboxState.Done, 2), (row.State, row.Attempts));
        Assert.Equal(row.Id.ToString(), Assert.Single(Host.MailTo(address)).Details.CustomArgs["message_id"]);
    }

    [SkippableFact]
    public async Task RowsWhoseClaimIsOver_AreLeftToWhoeverClaimsThemNext()
    {
        var person = await Programme.PersonAsync(Host, "Nobody");
        await using var scope = Host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GrantsDb>();
        db.Emails.Add(Mail(person, Guid.NewGuid(), 1));
        await db.SaveChangesAsync();
        Host.Clock.Advance(TimeSpan.FromMinutes(3));

        await scope.ServiceProvider.GetRequiredService<Outbox>().TryFreshAsync(CancellationToken.None);
        Assert.Empty(Host.MailTo(person.Email));
        await SweepAsync();
        Assert.Single(Host.MailTo(person.Email));
    }

    [SkippableFact]
    public async Task FirstTry_WhoseOutcomeCannotBeRecorded_DoesNotFailWhoeverCommitted()
    {
        var person = await Programme.PersonAsync(Host, "Nobody");
        await using var scope = Host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GrantsDb>();
        db.Emails.Add(Mail(person, Guid.NewGuid(), 1));
        await db.SaveChangesAsync();
        await Host.InDatabaseAsync(other => other.Emails.Where(email => email.RecipientId == person.Id).ExecuteDeleteAsync());

        await scope.ServiceProvider.GetRequiredService<Outbox>().TryFreshAsync(CancellationToken.None);
        Assert.Single(Host.MailTo(person.Email));
    }

    [SkippableFact]
    public async Task RolledBackDecision_SendsNothing()
    {
        var person = await Programme.PersonAsync(Host, "Nobody");
        var call = await Scenario.PublishedCallAsync();
        await Host.InDatabaseAsync(async db =>
        {
            var stale = await db.Calls.SingleAsync(each => each.Id == call.Id);
            await Host.InDatabaseAsync(async other =>
            {
                other.Touch(await other.Calls.SingleAsync(each => each.Id == call.Id));
                await other.SaveChangesAsync();
            });
            db.Touch(stale);
            db.Emails.Add(Mail(person, call.Id, 1));
            Assert.Equal(RefusalKind.Changed, (await db.CommitAsync(CancellationToken.None)).Refusal!.Kind);
        });
        await Host.AdvanceDaysAsync(0.1);
        Assert.Empty(Host.MailTo(person.Email));
    }

    [SkippableFact]
    public async Task WhatPreventsRepetition_GoesWhenNothingCanBeRepeated()
    {
        var subject = Guid.NewGuid();
        await Host.InDatabaseAsync(db =>
        {
            foreach (var state in Enum.GetValues<OutboxState>())
            {
                var bell = Doorbell.ToWake($"none-{subject}", subject, Host.Now);
                (bell.State, bell.DoneAt) = (state, state == OutboxState.Done ? Host.Now : null);
                db.Doorbells.Add(bell);
            }

            db.Steps.Add(new Step(subject, "Test", "once", Host.Now));
            db.DeliveryEvents.Add(new DeliveryEvent($"event-{subject}", Guid.NewGuid(), Delivery.Delivered, Host.Now));
            return db.SaveChangesAsync();
        });
        var (now, left) = (Host.Now, new List<(int, int, int)>());
        foreach (var later in new[] { now.AddDays(RecordSweep.Days), now.AddDays(RecordSweep.Days + 1), now.AddYears(RecordSweep.StepYears).AddDays(1) })
        {
            await Host.InDatabaseAsync(db => new RecordSweep(db, new MovableClock(later, frozen: true), NullLogger<RecordSweep>.Instance).RunAsync(CancellationToken.None));
            left.Add(await Host.InDatabaseAsync(async db => (
                await db.Doorbells.CountAsync(bell => bell.SubjectId == subject), await db.DeliveryEvents.CountAsync(e => e.Id == $"event-{subject}"), await db.Steps.CountAsync(step => step.SubjectId == subject))));
        }

        Assert.Equal([(3, 1, 1), (2, 0, 1), (2, 0, 0)], left);
        await Host.InDatabaseAsync(db => db.Doorbells.Where(bell => bell.SubjectId == subject).ExecuteDeleteAsync());
    }

    [SkippableFact]
    public async Task EmptiedEngine_IsRebuiltFromTheRecord_AndGoesOnFromThere()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        var client = Host.Services.GetRequiredService<DurableTaskClient>();
        var before = await RunningAsync();
        Assert.NotEmpty(before);
        foreach (var instance in before)
        {
            await client.TerminateInstanceAsync(instance);
            await Host.Engine.WaitUntilIdleAsync();
            await client.PurgeInstanceAsync(instance);
        }

        Assert.Empty(await RunningAsync());
        Assert.Equal(before.Count, await ReconcileAsync());
        Assert.Equal(before, await RunningAsync());
        Assert.Equal(0, await ReconcileAsync());

        // Screening reminds the managers five days before its two weeks are over: the rebuilt instance does, once.
        var mails = Host.MailTo(Host.Staff.Manager.Email).Count(mail => About(mail.Text!, application));
        await Host.AdvanceDaysAsync(10);
        Assert.Equal(mails + 1, Host.MailTo(Host.Staff.Manager.Email).Count(mail => About(mail.Text!, application)));

        async Task<IReadOnlyList<string>> RunningAsync()
        {
            await Host.Engine.WaitUntilIdleAsync();
            var found = new List<string>();
            await foreach (var instance in client.GetAllInstancesAsync(new OrchestrationQuery { Statuses = [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending] })) found.Add(instance.InstanceId);
            return [.. found.Order(StringComparer.Ordinal)];
        }

        Task<int> ReconcileAsync() => Host.WithAsync<Reconciler, int>(reconciler => reconciler.RunAsync(client, CancellationToken.None));
    }

    private static bool About(string text, TestApplication application) => text.Contains(application.Id.ToString(), StringComparison.Ordinal);

    private async Task<(string Address, Guid Subject)> QueueAsync(int rows)
    {
        var person = await Programme.PersonAsync(Host, "Somebody");
        var subject = Guid.NewGuid();
        await Host.InDatabaseAsync(db =>
        {
            for (var i = 0; i < rows; i++) db.Emails.Add(Mail(person, subject, i));
            return db.SaveChangesAsync();
        });
        return (person.Email, subject);
    }

    private EmailMessage Mail(TestPerson person, Guid subject, int number) =>
        new(new Letter("test", $"Message {number}", ["Something has happened."]), subject, $"occasion-{number}", person.Id, person.Email, person.Name, Host.Now);

    private Task<int> SweepAsync() => Host.WithAsync<Outbox, int>(outbox => outbox.SweepAsync(CancellationToken.None));

    private Task<List<EmailMessage>> RowsAsync(Guid subject) => Host.InDatabaseAsync(db => db.Emails.AsNoTracking().Where(email => email.SubjectId == subject).ToListAsync());

    public sealed class OnSqlite(SqliteHost host) : OutboxTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : OutboxTests(host), IClassFixture<PostgresHost>;
}
