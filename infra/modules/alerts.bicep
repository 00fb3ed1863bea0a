// What wakes a person. Each alert says what is wrong and, by its name, which drill of infra/README.md helps.

param location string
param tags object
param name string
param workspaceId string
param documentsAccountId string
param operatorEmail string

@description('GB of documents from which on somebody should look at what they cost.')
param documentsAlertGb int

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'grants'
    enabled: true
    emailReceivers: [
      { name: 'operator', emailAddress: operatorEmail, useCommonAlertSchema: true }
    ]
  }
}

// A measure is sent every minute; each query gives a row only where something is wrong.
var rules = [
  {
    name: 'orchestrations-failed'
    text: 'Orchestrations have failed and nobody has restarted them. Drill: poisoned instance.'
    severity: 1
    minutes: 15
    query: 'AppMetrics | where Name == "grants.orchestrations.failed" | summarize Value = max(Max) | where Value > 0'
  }
  {
    name: 'orchestrations-stuck'
    text: 'Open stages have no orchestration that runs, and the reconciler has not mended it. Drill: poisoned instance.'
    severity: 1
    minutes: 60
    query: 'AppMetrics | where Name == "grants.orchestrations.stuck" | summarize Value = min(Max) | where Value > 0'
  }
  {
    name: 'messages-parked'
    text: 'Messages are no longer tried and wait for an administrator on the operations page. Drill: lost SendGrid.'
    severity: 2
    minutes: 15
    query: 'AppMetrics | where Name == "grants.outbox.parked" | summarize Value = max(Max) | where Value > 0'
  }
  {
    name: 'outbox-age'
    text: 'The oldest message that is due has waited for ten minutes. Drill: lost SendGrid.'
    severity: 1
    minutes: 15
    query: 'AppMetrics | where Name == "grants.outbox.age" | summarize Value = max(Max) | where Value > 600'
  }
  {
    name: 'bounce-rate'
    text: 'More than one e-mail in twenty bounced today: the sender may be losing its good name. Drill: lost SendGrid.'
    severity: 2
    minutes: 1440
    query: 'AppMetrics | where Name == "grants.emails.deliveries" | extend Delivery = tostring(Properties["delivery"]) | summarize Bounced = sumif(Sum, Delivery == "Bounced"), All = sumif(Sum, Delivery in ("Delivered", "Bounced")) | where All >= 20 and Bounced > 0.05 * All'
  }
  {
    name: 'server-errors'
    text: 'More than one web request in a hundred ends with a server error.'
    severity: 1
    minutes: 15
    query: 'AppRequests | summarize Failed = sumif(ItemCount, toint(ResultCode) >= 500), All = sum(ItemCount) | where Failed >= 5 and Failed > 0.01 * All'
  }
  {
    name: 'scans-without-result'
    text: 'Uploads could not be scanned, or results could not be recorded and lie in the poison queue: they wait.'
    severity: 2
    minutes: 60
    query: 'AppTraces | where SeverityLevel >= 2 and (Message has "could not be scanned" or Message has "scan-results-poison") | summarize Value = count() | where Value > 0'
  }
  {
    name: 'no-sign-of-life'
    text: 'The minute\'s timer has not run for half an hour: reminders, deadlines and e-mail stand still.'
    severity: 0
    minutes: 30
    query: 'AppMetrics | where Name == "grants.outbox.age" | summarize Value = count() | where Value == 0'
  }
]

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in rules: {
  name: 'alert-${name}-${rule.name}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: rule.name
    description: rule.text
    severity: rule.severity
    enabled: true
    autoMitigate: true
    evaluationFrequency: rule.minutes > 60 ? 'PT1H' : 'PT${rule.minutes}M'
    windowSize: rule.minutes == 1440 ? 'P1D' : rule.minutes == 60 ? 'PT1H' : 'PT${rule.minutes}M'
    scopes: [workspaceId]
    // Tables that have had no row yet are not known.
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: rule.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: [operators.id] }
  }
}]

resource storage 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'alert-${name}-storage'
  location: 'global'
  tags: tags
  properties: {
    description: 'The documents take more room than was reckoned with, and cost accordingly.'
    severity: 3
    enabled: true
    evaluationFrequency: 'PT1H'
    windowSize: 'PT6H'
    scopes: [documentsAccountId]
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'capacity'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.Storage/storageAccounts'
          metricName: 'UsedCapacity'
          operator: 'GreaterThan'
          // In bytes.
          threshold: documentsAlertGb * 1000000000
          timeAggregation: 'Average'
        }
      ]
    }
    actions: [{ actionGroupId: operators.id }]
  }
}
