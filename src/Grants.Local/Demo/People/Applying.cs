using Grants.Lifecycle;

namespace Grants.Local.Demo.People;

/// <summary>An organisation that applies: the contributor writes and uploads, the lead submits.</summary>
internal sealed class Applying(Office office, Applicant applicant, Timeline timeline) : Persona
{
    private bool _submitted;

    public override IEnumerable<DateTime> Moments(Board board) => board.Call.Stage == Stage.CallOpen && !_submitted ? [Moment(board)] : [];

    public override async Task<bool> ActAsync(Board board)
    {
        if (_submitted || board.Call.Stage != Stage.CallOpen || board.Now < Moment(board)) return false;
        var organisationId = board.OrganisationId(applicant.Acronym);
        var id = (await office.Contributor.PostAsync($"api/v1/calls/{board.Call.Id}/applications", new { organisationId })).Id();
        var application = await office.Contributor.GetAsync($"api/v1/applications/{id}");
        _submitted = application.Stage() != Stage.ApplicationDraft;
        if (_submitted) return false;

        await office.Contributor.PutAsync($"api/v1/applications/{id}", new
        {
            answers = DemoAnswers.To(board.Call.Details, applicant),
        });
        var files = DemoFiles.OfApplication(applicant);
        foreach (var (slot, file) in files) await Uploads.EnsureAsync(office.Contributor, "Application", id, slot, file);
        var ready = await office.Lead.GetAsync($"api/v1/applications/{id}");
        var receipt = await office.Lead.PostAsync($"api/v1/applications/{id}/submit", new { version = ready.Version() });
        timeline.Say(office.Lead.Name, $"submits {receipt.Text("number")} with {files.Count} documents, {files.Values.Sum(file => file.Bytes.Length) / 1e6:0.0} MB");
        return _submitted = true;
    }

    private DateTime Moment(Board board) => board.Call.DeadlineAt.AddDays(-DemoStory.AppliesDaysBefore(applicant));
}
