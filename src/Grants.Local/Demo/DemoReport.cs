using System.Globalization;
using System.Security.Cryptography;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Local.Demo.People;
using Grants.Portal;
using Microsoft.DurableTask.Client;
using Microsoft.EntityFrameworkCore;

namespace Grants.Local.Demo;

/// <summary>
/// Counts what came of the story and looks for anything that should not be, or that should be and is not. What people can see is read over HTTP; what the
/// engine, the outbox and the audit trail hold is read from them.
/// </summary>
internal sealed class DemoReport
{
    private const int MostActions = 120;
    private const int MostHistoryRows = 200;

    private readonly Cast _cast;
    private readonly IServiceProvider _services;
    private readonly List<(string Name, string Value)> _rows = [];
    private readonly List<string> _surprises = [];
    private readonly List<DemoMail> _mails = [];
    private Board _board = null!;

    private DemoReport(Cast cast, IServiceProvider services) => (_cast, _services) = (cast, services);

    /// <summary>What should not be, or is missing; empty when the demo went as it should.</summary>
    public IReadOnlyList<string> Surprises => _surprises;

    /// <summary>Counts and checks.</summary>
    /// <param name="cast">The people, to read as they do.</param>
    /// <param name="services">The host's.</param>
    /// <param name="wasInterrupted">Whether an e-mail may have been in flight when a process was killed: then it may have been sent twice.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<DemoReport> MakeAsync(Cast cast, IServiceProvider services, bool wasInterrupted, CancellationToken cancellationToken)
    {
        var report = new DemoReport(cast, services);
        report._board = await Board.LookAsync(cast.Manager, services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime);
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GrantsDb>();

        report.CountGrants();
        await report.CountDocumentsAsync();
        await report.CountMailAsync(db, wasInterrupted, cancellationToken);
        // Of several instances each has had some of the orchestrations for a while, and another has built them anew.
        if (!cast.Instances.WereSeveral) await report.CountOrchestrationsAsync(cancellationToken);
        await report.CountTranchesAsync();
        await report.VerifyAuditAsync(scope.ServiceProvider.GetRequiredService<AuditVerification>(), cancellationToken);
        if (!cast.Instances.WereSeveral) await report.CountActionsAsync();
        await report.ExpectStoryAsync();
        return report;
    }

    /// <summary>Prints the table, then the surprises.</summary>
    public void Print(TextWriter output)
    {
        output.WriteLine();
        foreach (var (name, value) in _rows) output.WriteLine($"{name,-34} {value}");
        output.WriteLine();
        foreach (var surprise in _surprises) output.WriteLine($"SURPRISE: {surprise}");
        output.WriteLine(_surprises.Count == 0 ? "The demo ended clean." : $"{_surprises.Count} surprises.");
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private void Row(string name, string value) => _rows.Add((name, value));

    private void Expect(bool holds, string otherwise)
    {
        if (!holds) _surprises.Add(otherwise);
    }

    private void CountGrants()
    {
        var closed = _board.Grants.Count(grant => grant.Stage == Stage.GrantClosed);
        Row("Grants", $"{closed} closed, {PortalText.Money(_board.Grants.Sum(grant => grant.AmountMinor), "AUD")}");
        Expect(closed == DemoStory.Grants, $"{closed} grants are closed, not {DemoStory.Grants}.");
    }

    // Every document is downloaded as a person would; what people sent is compared with what they have, what the system made with its own record of it.
    private async Task CountDocumentsAsync()
    {
        var sent = new Dictionary<(Guid Subject, string Name), string>();
        foreach (var application in _board.Applications)
        {
            foreach (var file in DemoFiles.OfApplication(ApplicantOf(application.OrganisationId)).Values) sent.Add((application.Id, file.Name), Uploads.Sha256(file));
        }

        foreach (var grant in _board.Grants)
        {
            foreach (var milestone in grant.Milestones)
            {
                var file = Reporting.Evidence(ApplicantOf(grant.OrganisationId), milestone.Order);
                sent.Add((milestone.Id, file.Name), Uploads.Sha256(file));
            }
        }

        var subjects = _board.Applications.Select(application => application.Id).Concat(_board.Awards.Select(award => award.Id))
            .Concat(_board.Grants.SelectMany(grant => grant.Milestones).Select(milestone => milestone.Id)).Concat(_board.Grants.Select(grant => grant.Id)).Distinct();
        var (sentCount, sentBytes, madeCount, madeBytes) = (0, 0L, 0, 0L);
        foreach (var subject in subjects)
        {
            foreach (var document in (await _cast.Auditor.GetAsync($"api/v1/documents?subject={subject}")).Rows())
            {
                var name = document.Text("name");
                var (length, sha256) = await _cast.Auditor.ReadAsync($"documents/{document.Id()}", HashAsync);
                Expect(document.TextOrNull("sha256") == sha256, $"{name} of {subject} reads back as {sha256}, recorded is {document.TextOrNull("sha256")}.");
                if (sent.Remove((subject, name), out var expected))
                {
                    (sentCount, sentBytes) = (sentCount + 1, sentBytes + length);
                    Expect(expected == sha256, $"{name} of {subject} reads back as {sha256}, sent was {expected}.");
                }
                else
                {
                    (madeCount, madeBytes) = (madeCount + 1, madeBytes + length);
                }
            }
        }

        Row("Documents", $"{sentCount + madeCount}; every SHA-256 read back and compared");
        Row("  sent by people", $"{sentCount}, {Number(sentBytes)} bytes");
        Row("  made by the system", $"{madeCount}, {Number(madeBytes)} bytes");
        foreach (var (subject, name) in sent.Keys) Expect(false, $"{name} of {subject} was sent and is not there.");
    }

    private static async Task<(long Length, string Sha256)> HashAsync(Stream content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, length) = (new byte[128 * 1024], 0L);
        for (int read; (read = await content.ReadAsync(buffer)) > 0; length += read) hash.AppendData(buffer, 0, read);
        return (length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private async Task CountMailAsync(GrantsDb db, bool wasInterrupted, CancellationToken cancellationToken)
    {
        // Rows first: whoever signs in meanwhile has mail that is not looked for.
        var rows = await db.Emails.AsNoTracking().Select(email => new { email.Id, email.Template, email.SubjectId, email.RecipientId, email.Occasion, email.State }).ToListAsync(cancellationToken);
        await foreach (var mail in _cast.Mailbox.AfterAsync(0)) _mails.Add(mail);
        var once = _mails.DistinctBy(mail => mail.MessageId).ToList();
        Row("E-mails", $"{Number(once.Count(mail => !mail.IsSignIn))}, and {Number(once.Count(mail => mail.IsSignIn))} to sign in; by template:");
        foreach (var template in once.Where(mail => !mail.IsSignIn).GroupBy(mail => mail.Template).OrderBy(template => template.Key, StringComparer.Ordinal)) Row($"  {template.Key}", Number(template.Count()));

        foreach (var again in _mails.GroupBy(mail => mail.MessageId).Where(same => same.Count() > 1))
        {
            var (template, to) = (again.First().Template, again.First().To);
            if (!wasInterrupted) Expect(false, $"'{template}' to {to} arrived {again.Count()} times.");
            else Row("  sent again after an interruption", $"{template} to {to}, {again.Count()} times with one message id");
        }

        var arrived = once.Select(mail => Guid.Parse(mail.MessageId)).ToHashSet();
        foreach (var same in rows.Where(row => arrived.Contains(row.Id)).GroupBy(row => (row.Template, row.SubjectId, row.RecipientId, row.Occasion)).Where(same => same.Count() > 1))
            Expect(false, $"'{same.Key.Template}' on {same.Key.SubjectId} arrived {same.Count()} times for one occasion, under different message ids.");
        foreach (var row in rows.Where(row => row.State != OutboxState.Done)) Expect(false, $"The e-mail '{row.Template}' {row.Id} is {row.State}.");
        foreach (var row in rows.Where(row => row.State == OutboxState.Done && !arrived.Contains(row.Id))) Expect(false, $"The e-mail '{row.Template}' {row.Id} never arrived.");
        foreach (var bell in await db.Doorbells.AsNoTracking().Where(bell => bell.State != OutboxState.Done).ToListAsync(cancellationToken))
            Expect(false, $"The doorbell of {bell.InstanceId} is {bell.State}: {bell.LastError}.");
    }

    private async Task CountOrchestrationsAsync(CancellationToken cancellationToken)
    {
        var client = _services.GetRequiredService<DurableTaskClient>();
        var instances = new List<OrchestrationMetadata>();
        await foreach (var instance in client.GetAllInstancesAsync(new OrchestrationQuery()).WithCancellation(cancellationToken)) instances.Add(instance);
        Row("Orchestrations", string.Join(", ", instances.GroupBy(instance => instance.RuntimeStatus).OrderBy(status => status.Key).Select(status => $"{Number(status.Count())} {status.Key}")));
        foreach (var instance in instances.Where(instance => instance.RuntimeStatus != OrchestrationRuntimeStatus.Completed))
            Expect(false, $"{instance.InstanceId} is {instance.RuntimeStatus}: {instance.FailureDetails?.ErrorMessage}");
        foreach (var parked in await _services.GetRequiredService<DurableEngine.DurableEngine>().GetParkedAsync()) Expect(false, $"{parked.Kind} of {parked.InstanceId} is parked: {parked.Reason}");
    }

    private async Task CountTranchesAsync()
    {
        var payments = (await _cast.Auditor.GetAsync("api/v1/payments")).Rows().ToList();
        var (sum, awarded) = (payments.Sum(payment => payment.Long("amountMinor")), _board.Grants.Sum(grant => grant.AmountMinor));
        Row("Tranches", $"{payments.Count} released and paid, {PortalText.Money(sum, "AUD")}");
        Expect(sum == awarded, $"The tranches come to {PortalText.Money(sum, "AUD")}, the awards to {PortalText.Money(awarded, "AUD")}.");
        Expect(_board.Grants.SelectMany(grant => grant.Milestones).All(milestone => milestone.Stage == Stage.TranchePaid), "A milestone is not paid.");
    }

    private async Task VerifyAuditAsync(AuditVerification verification, CancellationToken cancellationToken)
    {
        var audit = await verification.RunAsync(cancellationToken);
        Row("Audit entries", $"{Number(audit.Entries)} in {Number(audit.Chains)} chains, {Number(audit.Seals)} seals; {(audit.IsIntact ? "chain intact" : "CHAIN BROKEN")}");
        Expect(audit.IsIntact, $"The audit trail is broken: {audit.FirstBroken}.");
    }

    private async Task CountActionsAsync()
    {
        var instances = await _services.GetRequiredService<DurableEngine.DurableEngine>().GetActionsAsync();
        int Actions(params string[] prefixes) => instances.Where(instance => prefixes.Any(prefix => instance.InstanceId.StartsWith(prefix, StringComparison.Ordinal))).Sum(instance => instance.Total);
        var most = 0;
        foreach (var grant in _board.Grants)
        {
            var application = _board.Applications.Single(application => application.OrganisationId == grant.OrganisationId);
            var actions = (Actions($"call-{_board.Call.Id}") / _board.Applications.Count)
                + Actions($"screening-{application.Id}", $"review-{application.Id}", $"award-{grant.Id}", $"closure-{grant.Id}")
                + Actions([.. grant.Milestones.Select(milestone => $"milestone-{milestone.Id}")]);
            most = Math.Max(most, actions);
            Expect(actions <= MostActions, $"The life of {_board.Organisations[grant.OrganisationId]}'s grant cost {actions} engine actions, more than {MostActions}.");
        }

        var longest = instances.MaxBy(instance => instance.HistoryRows)!;
        Row("Engine actions a grant", $"at most {most} (budget {MostActions})");
        Row("Longest history", $"{longest.HistoryRows} rows, {longest.Orchestrator} (budget {MostHistoryRows})");
        Expect(longest.HistoryRows <= MostHistoryRows, $"{longest.InstanceId} has {longest.HistoryRows} history rows, more than {MostHistoryRows}.");
    }

    private async Task ExpectStoryAsync()
    {
        Expect(_board.Awards.Count(award => award.Stage == Stage.AwardLapsed && _board.Organisations[award.OrganisationId] == DemoStory.Lapses) == 1, $"The offer to {DemoStory.Lapses} has not lapsed.");

        var late = MilestoneOf(DemoStory.Late, DemoStory.LateMilestone);
        Expect(Arrived("report-overdue", _cast.OfficeOf(DemoStory.Late).Lead.Email, late.DueAt, late.DueAt.AddDays(DemoStory.LateDays)), $"No notice told {DemoStory.Late} that report {DemoStory.LateMilestone} is overdue.");

        var revised = await _cast.Auditor.GetAsync($"api/v1/milestones/{MilestoneOf(DemoStory.Revised, 1).Id}");
        Expect(revised.Items("submissions").Count() == 2, $"The first report of {DemoStory.Revised} was not sent back once.");

        var bounced = MilestoneOf(DemoStory.Bounced, 1);
        var (from, until) = (bounced.DueAt.AddDays(-DemoStory.BouncesDaysBefore.From), bounced.DueAt.AddDays(-DemoStory.BouncesDaysBefore.Until));
        var office = _cast.OfficeOf(DemoStory.Bounced);
        Expect(Arrived("report-due", office.Lead.Email, from, until), $"No reminder bounced at {office.Lead.Email}.");
        Expect(Arrived("report-due", office.Contributor.Email, from, until), $"Nobody else at {DemoStory.Bounced} got the reminder that bounced.");

        var conflicted = _board.Applications.Single(application => _board.Organisations[application.OrganisationId] == DemoStory.Conflicted);
        var assignments = (await _cast.Manager.GetAsync($"api/v1/applications/{conflicted.Id}/scores")).Items("sheets").Select(sheet => sheet.Text("state")).ToList();
        Expect(assignments.Count(state => state == "Conflicted") == 1, "No reviewer declared a conflict of interest.");
        Expect(assignments.Count(state => state == "Submitted") == 3, "The reviewer with a conflict of interest was not replaced.");
    }

    private bool Arrived(string template, string to, DateTime from, DateTime until) =>
        _mails.Any(mail => mail.Template == template && mail.To == to && mail.Received >= from && mail.Received <= until);

    private MilestoneRow MilestoneOf(string acronym, int order) =>
        _board.Grants.Single(grant => _board.Organisations[grant.OrganisationId] == acronym).Milestones.Single(milestone => milestone.Order == order);

    private Applicant ApplicantOf(Guid organisationId) => DemoWorld.Applicants.Single(applicant => applicant.Acronym == _board.Organisations[organisationId]);
}
