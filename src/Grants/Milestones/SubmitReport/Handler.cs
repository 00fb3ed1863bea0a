using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones.SubmitReport;

/// <summary>The lead certifies the report and submits it.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, TimeProvider clock) : IUseCase
{
    public Task<Outcome<SubmittedReport>> HandleAsync(Guid milestoneId, int version, bool certified, CancellationToken cancellationToken) =>
        db.InTransactionAsync(() => SubmitAsync(milestoneId, version, certified, cancellationToken), cancellationToken);

    private async Task<Outcome<SubmittedReport>> SubmitAsync(Guid milestoneId, int version, bool certified, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var actor = current.Value;
        // From here on no evidence is added or removed, so what is frozen is what is there.
        await db.HoldMilestoneAloneAsync(milestoneId, cancellationToken);
        var loaded = await db.MilestoneForActAsync(milestoneId, version, Party.Lead, actor, cancellationToken, milestones => milestones
            .Include(milestone => milestone.Narratives).Include(milestone => milestone.Trained).Include(milestone => milestone.Spending).Include(milestone => milestone.Submissions)
            .AsSplitQuery());
        if (loaded.IsRefused) return loaded.Refusal;
        var (grant, milestone) = loaded.Value;

        var arrived = await db.EvidenceAsync(milestone.Id, cancellationToken);
        var evidence = arrived.Where(document => document.IsUsable).ToList();
        if (!certified) return Refusal.Invalid("Certified", T("Certify that the report is true and complete"));
        var missing = ReportRules.Missing(milestone, grant.Budget.Select(line => line.Id).ToList(), evidence.Count);
        if (arrived.FirstOrDefault(document => document.Scan == ScanResult.Waiting) is { } waiting)
            missing[nameof(ReportSection.Evidence)] = T($"\"{waiting.Name}\" is still being checked for viruses. Wait some minutes and submit again, or remove it");
        if (missing.Count > 0) return Refusal.Invalid(missing);

        var content = ReportReader.ContentOf(milestone, grant.Budget, evidence).ToJson();
        var submitted = milestone.Submit(actor.PersonId!.Value, content, now);
        if (submitted.IsRefused) return submitted.Refusal;
        var submission = submitted.Value;

        db.Note("grant", grant.Id, actor, Act.SubmitReport, now,
            ("milestone", milestone.Id), ("submission", submission.Number), ("sha256", submission.ContentSha256), ("evidence", evidence.Count));
        var occasion = $"submission-{submission.Number}";
        var organisation = await db.Organisations.Where(row => row.Id == grant.OrganisationId).Select(row => row.LegalName).SingleAsync(cancellationToken);
        await notifier.QueueAsync(() => MilestoneLetters.ReportReceived(grant, milestone), milestone.Id, occasion, await notifier.LeadsOfAsync(grant.OrganisationId, cancellationToken), now, cancellationToken);
        await notifier.QueueAsync(() => MilestoneLetters.ReportToDecide(grant, milestone, organisation), milestone.Id, occasion, await notifier.WithRoleAsync(Role.GrantManager, cancellationToken), now, cancellationToken);
        db.RingToWake(milestone.InstanceId, milestone.Id, now);
        var committed = await db.CommitAsync(cancellationToken);
        if (committed.IsRefused) return committed.Refusal;
        return new SubmittedReport(submission.Number, submission.SubmittedAt, submission.ContentSha256, milestone.Version);
    }
}

/// <summary>A submitted report.</summary>
/// <param name="Number">The submission's number, from 1.</param>
/// <param name="SubmittedAt">When (UTC).</param>
/// <param name="Sha256">The hash of what was submitted.</param>
/// <param name="Version">The milestone's version now.</param>
internal sealed record SubmittedReport(int Number, DateTime SubmittedAt, string Sha256, int Version);
